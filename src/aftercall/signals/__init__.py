"""Conversation → qualification signals: a pure fold over turns, without a word of the call in what it gives.

    fold = SignalFold()
    fold.hear({"role": "assistant", "text": "How many seats?"})
    fold.hear({"role": "user", "text": "about a dozen"})
    fold.signals().team_size        # 12

`extract(turns)` is the fold over a whole conversation. Each value comes with evidence: the rule that
found it, the turn, and the share of the rule's findings that were right on labelled conversations.
"""

from __future__ import annotations

from aftercall.signals.fold import SignalFold, extract
from aftercall.signals.pack import Pack, default_pack

__all__ = ["Pack", "SignalFold", "default_pack", "extract"]
