"""What pricing calls again came to: sums per model and reason, and a whole of what is known on both sides.

A line without an amount on one side is counted, and in no total: beside 0 it would look like a saving.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from aftercall.pricing.book import PriceBook
from aftercall.pricing.reprice import Repriced


@dataclass
class Sum:
    """The lines of one model that changed, or did not, for one reason."""

    lines: int = 0
    old: Decimal | None = None
    new: Decimal | None = None
    partial: bool = False
    """Something in it has no amount on a side, so that the two sides are not of the same."""

    @property
    def difference(self) -> Decimal | None:
        """New − old; null where they are not of the same."""
        return None if self.partial or self.old is None or self.new is None else self.new - self.old


@dataclass
class Account:
    """What pricing again came to."""

    calls: int = 0
    calls_incomplete: int = 0
    calls_unsure: int = 0
    had_no_price: int = 0
    have_no_price: int = 0
    undated: int = 0
    sources: set[str] = field(default_factory=set)
    every: Sum = field(default_factory=Sum)
    """What is known on both sides; all lines are counted."""
    by_model: dict[tuple[str, str, str, str], Sum] = field(default_factory=dict)

    def add(self, lines: list[Repriced]) -> None:
        """The lines of a call."""
        # What a model is billed in instead of another measure has a counterpart, but no line of its own for each.
        gaps = {_about(line) for line in lines if not _known(line)}
        for line in lines:
            about = _about(line)
            old, new = (one.amount if one else None for one in (line.old, line.new))
            total = self.by_model.setdefault(about, Sum())
            total.lines += 1
            total.old, total.new = _plus(total.old, old), _plus(total.new, new)
            total.partial |= not _known(line)
            self.every.lines += 1
            if _known(line) and not (line.why == "billed_otherwise" and about in gaps):
                self.every.old, self.every.new = _plus(self.every.old, old), _plus(self.every.new, new)
            self.had_no_price += bool(line.old and old is None)
            self.have_no_price += bool(line.new and new is None)
            self.undated += bool(line.new and new is not None and line.new.rate_from is None)
            if line.new and line.new.rate_source:
                self.sources.add(line.new.rate_source)

    def unused(self, book: PriceBook) -> list[int]:
        """The rows of the owner's price file that priced nothing, counted from 1."""
        unused = set()
        for card in book.cards:
            if card.status == "override":
                used = {
                    int(source.partition("#")[2].partition(":")[0])
                    for source in self.sources
                    if source.startswith(card.label)
                }
                unused |= {number for rows in card.rows.values() for number, _ in rows} - used
        return sorted(unused)


def _about(line: Repriced) -> tuple[str, str, str, str]:
    about = line.new or line.old
    if about is None:
        raise ValueError("a line that is neither old nor new")
    return about.kind, about.provider or "", about.model or "", line.why


def _known(line: Repriced) -> bool:
    return all(one is None or one.amount is not None for one in (line.old, line.new))


def _plus(total: Decimal | None, amount: Decimal | None) -> Decimal | None:
    """A sum of what is known: null as long as nothing is."""
    return total if amount is None else amount + (total or 0)
