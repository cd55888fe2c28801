"""How fast a call is priced, beside bare genai-prices in the same run.

Claim: pricing the requests of a call into lines, and adding them up, runs at no less than 0.8 × the rate
at which genai-prices alone calculates the same requests' totals.

Both get the same requests at the same times, in CPU time of one core, in turn; the median of the rounds'
ratios is judged. Before that, both must say the same amount for every call, or no rate is worth anything.
"""

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from genai_prices import Usage as GenaiUsage
from genai_prices import calc_price

from aftercall.pricing import PriceBook, summarise
from aftercall.record import Usage

ROUNDS = 9
CALLS = 100
REQUESTS = 20
MIN_RATIO = 0.8

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
MODELS = ("gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini-2025-04-14", "gpt-5-mini", "gpt-realtime", "gpt-realtime-mini")


def request(chance: random.Random) -> tuple[Usage, GenaiUsage, datetime]:
    """One request as a host reports it, as genai-prices wants it, and when it was made."""
    model = chance.choice(MODELS)
    at = BEGIN + timedelta(seconds=chance.randrange(170 * 86_400))
    text, cached, out = chance.randrange(200, 9_000), chance.randrange(2) * 1_024, chance.randrange(1, 400)
    if "realtime" not in model:
        usage = Usage(
            kind="llm", provider="openai", model=model, requests=1,
            input_tokens=text + cached, cached_input_tokens=cached, output_tokens=out,
        )  # fmt: skip
        return usage, GenaiUsage(input_tokens=text + cached, cache_read_tokens=cached, output_tokens=out), at
    audio, cached_audio, spoken = chance.randrange(50, 900), cached // 2, chance.randrange(1, 900)
    usage = Usage(
        kind="realtime", provider="openai", model=model, requests=1,
        input_tokens=text + cached + audio + cached_audio, cached_input_tokens=cached + cached_audio,
        input_audio_tokens=audio + cached_audio, cached_input_audio_tokens=cached_audio,
        output_tokens=out + spoken, output_audio_tokens=spoken,
    )  # fmt: skip
    bare = GenaiUsage(
        input_tokens=text + cached + audio + cached_audio, cache_read_tokens=cached + cached_audio,
        input_audio_tokens=audio + cached_audio, cache_audio_read_tokens=cached_audio,
        output_tokens=out + spoken, output_audio_tokens=spoken,
    )  # fmt: skip
    return usage, bare, at


def ours(book: PriceBook, call: list[tuple[Usage, GenaiUsage, datetime]]) -> Decimal:
    total = summarise((line for usage, _, at in call for line in book.price(usage, at)), book.version).total
    assert total is not None
    return total


def bare(call: list[tuple[Usage, GenaiUsage, datetime]]) -> Decimal:
    return sum(
        (
            calc_price(bare, usage.model, provider_id="openai", genai_request_timestamp=at).total_price
            for usage, bare, at in call
        ),
        Decimal(0),
    )


def rate(price, calls) -> float:
    """Requests a second of CPU time."""
    begun = time.process_time()
    for call in calls:
        price(call)
    return sum(map(len, calls)) / (time.process_time() - begun)


def main() -> int:
    chance = random.Random(5)
    calls = [[request(chance) for _ in range(REQUESTS)] for _ in range(CALLS)]
    book = PriceBook.load()
    apart = max(abs(ours(book, call) - bare(call)) for call in calls)  # rounding: half a unit a line
    agree = apart < Decimal("1e-9") * REQUESTS * 6
    pairs = [(rate(lambda call: ours(book, call), calls), rate(bare, calls)) for _ in range(ROUNDS)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    print(f"{CALLS} calls of {REQUESTS} requests: totals differ by at most {apart:.0e} dollars")
    print(
        f"{statistics.median(mine for mine, _ in pairs):,.0f} requests a second priced into lines and summed, "
        f"{statistics.median(theirs for _, theirs in pairs):,.0f} by bare genai-prices: "
        f"{ratio:.2f} × (at least {MIN_RATIO})"
    )
    held = agree and ratio >= MIN_RATIO
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
