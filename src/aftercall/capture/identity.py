"""Who called: what may be kept of it, and in which form."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aftercall.record import IncompleteReason, Telephony
from aftercall.settings import Settings

MAX_VALUE_CHARACTERS = 1024
EMAIL_KEYS = ("email", "user_email", "userEmail")

_EMAIL = re.compile(r"[^@\s]{1,254}@[^@\s]{1,254}")
_NUMBER_DIGITS = 7
_E164 = re.compile(r"\+\d{7,15}(?!\d)")


def keyed_hash(text: str, settings: Settings) -> str | None:
    """HMAC-SHA256 of `text` in hex; null without a key."""
    if settings.hmac_key is None:
        return None
    return hmac.new(settings.hmac_key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_email(value: Any) -> bool:
    """Whether a value can be taken for an e-mail address."""
    return isinstance(value, str) and _EMAIL.fullmatch(value.strip()) is not None


def stored_email(candidates: Iterable[Any], settings: Settings) -> str | None:
    """The first candidate that looks like an address, lower-cased; plain, hashed or null by setting."""
    for candidate in candidates:
        if is_email(candidate):
            address = candidate.strip().lower()
            if settings.email == "off":
                return None
            return keyed_hash(address, settings) if settings.email == "hmac" else address
    return None


def json_object(text: Any) -> dict[str, Any]:
    """Metadata that a caller's side wrote as JSON text; anything but an object is none."""
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def stored_fields(fields: Mapping[str, Any], reasons: set[IncompleteReason]) -> dict[str, str]:
    """Fields as text, each value cut at 1,024 characters; a cut is named in `reasons`."""
    kept: dict[str, str] = {}
    for key, value in fields.items():
        if value is None:
            continue
        text = _as_text(value)
        if len(text) > MAX_VALUE_CHARACTERS or len(str(key)) > MAX_VALUE_CHARACTERS:
            reasons.add("metadata_cut")
        kept[str(key)[:MAX_VALUE_CHARACTERS]] = text[:MAX_VALUE_CHARACTERS]
    return kept


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except Exception:  # noqa: BLE001  whatever an application's object does when it is written down
        return f"<{type(value).__name__}>"


def without_numbers(name: str, attributes: Mapping[str, str], settings: Settings) -> str:
    """A room's name without the phone numbers in it; each becomes a piece of its keyed hash, or `number`.

    LiveKit's individual dispatch rule names a room after its caller: `call-_+15105550123_a8Xd`.
    """

    def masked(number: re.Match[str]) -> str:
        return f"number-{(keyed_hash(number.group(), settings) or '')[:12]}".rstrip("-")

    for key in ("sip.phoneNumber", "sip.trunkPhoneNumber"):
        digits = re.sub(r"\D", "", attributes.get(key) or "")
        if len(digits) >= _NUMBER_DIGITS:
            name = re.sub(r"\+?" + digits, masked, name)
    return _E164.sub(masked, name)


def telephony(attributes: Mapping[str, str], settings: Settings) -> Telephony | None:
    """The phone side from SIP participant attributes; null for a caller without any.

    Source: LiveKit's SIP participant attributes (docs.livekit.io/reference/telephony/sip-participant).
    A dispatch rule exists for inbound calls only; without one the direction, and so which number is
    the caller's, is not known.
    """
    if not any(name.startswith("sip.") for name in attributes):
        return None
    inbound = bool(attributes.get("sip.ruleID"))
    return Telephony(
        direction="inbound" if inbound else None,
        provider_call_id=attributes.get("sip.callIDFull") or attributes.get("sip.callID"),
        trunk_id=attributes.get("sip.trunkID"),
        from_number_hmac=_number_hash(attributes.get("sip.phoneNumber"), settings) if inbound else None,
        to_number_hmac=_number_hash(attributes.get("sip.trunkPhoneNumber"), settings) if inbound else None,
    )


def _number_hash(number: str | None, settings: Settings) -> str | None:
    return keyed_hash(number, settings) if number else None
