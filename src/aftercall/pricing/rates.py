"""A rate: the dated price of one unit; and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

Reason = Literal[
    "not_priced_yet",
    "price_file_invalid",  # the owner's price file cannot be read, and the list price in its stead would look right
    "unknown_provider",  # no layer knows this vendor; an OpenAI-compatible host is a vendor of its own
    "unknown_model",  # the vendor is known, this model is not
    "no_rate_for_unit",  # the model is known, but nothing is said about this unit
    "no_rate_at_date",  # the unit has rates, and none of them holds at the time of the request
    "tier_unknown",  # the rate depends on the size of one request, and the usage is of several
    "unpriced_units",  # genai-prices' own total is not the sum of these units
    "audio_split_untold",  # audio and text cost differ, and the host did not say how much is audio
    "inconsistent_usage",  # a part is larger than its whole: cached tokens above input tokens
    "out_of_range",  # larger than a record can hold: a quantity from 10**9, an amount from 10**6
]
"""Why a line has no amount. Of several layers' reasons the one further down this list is given."""

REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True)
class Rate:
    """`unit_price` US dollars buy `per` of a unit."""

    unit_price: Decimal
    per: int
    rate_from: str | None
    rate_source: str
    status: Literal["priced", "override"]


@dataclass(frozen=True)
class Rates:
    """What one layer knows about one model at one time."""

    otherwise: Reason
    """Why every unit that is in neither mapping has no rate."""
    by_unit: Mapping[str, Rate] = field(default_factory=dict)
    refused: Mapping[str, Reason] = field(default_factory=dict)
    """Units that the layer names and still gives no rate for."""

    def why_not(self, unit: str) -> Reason:
        """The reason why this layer has no rate for a unit."""
        return self.refused.get(unit, self.otherwise)
