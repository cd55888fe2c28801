"""Pricing: usage → cost lines, so that every amount in a record can be computed again from the line it stands on.

    from aftercall.pricing import PriceBook, normalise, summarise, unpriced

    book = PriceBook.load(settings.prices)              # the owner's price file, or None
    lines = book.price(usage, at=request_time)          # one line per unit that was consumed
    cost = summarise(lines, book.version)               # merged lines, sums per provider

Prices come from three layers, first match first, unit by unit:

1. the owner's price file (`AFTERCALL_PRICES`), in the same form as our card, for any provider and kind;
2. our rate card, `rates.json`: speech and LiveKit Inference; dated, append-only, its form described in `card`;
3. genai-prices, the snapshot in the installed wheel, for language models and OpenAI's speech models.

What no layer knows has amount null, status unknown and one of the reasons in `rates.Reason`; it is never 0.
A landed call is priced again by `reprice`, and summed by `account`; `listing` and `compare` show the book and hold it
against other tables; `usable` finds rows that could never price anything.
Amounts are an estimated list cost in USD. What `Usage` cannot show is not in them: Deepgram's add-ons
(keyterm, redaction, diarization), ElevenLabs' plan credits, OpenAI's batch discounts, what images cost more than text.

Importing this package does not import genai-prices (a third of a second and 80 MB): the first language
model that is priced does, and that happens after the call.
"""

from __future__ import annotations

from aftercall.pricing.book import PriceBook
from aftercall.pricing.providers import at_endpoint, normalise
from aftercall.pricing.summary import summarise, unpriced

__all__ = ["PriceBook", "at_endpoint", "normalise", "summarise", "unpriced"]
