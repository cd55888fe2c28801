"""The record: one JSON document per call, and the only place where a column is spelled.

A `SessionRecord` is what crosses every boundary of this system. It holds facts about a call and none
of its words, unless a transcript was switched on. Everything else that describes the data (JSON
Schema, DDL, the data dictionary, the sample) is derived from the classes below and compared with
them in a test.

Conventions, which hold for every field:

* Unknown is null, never 0, -1 or an empty string; `record.incomplete_reasons` says why where it matters.
* Time is UTC and aware, RFC 3339 with microseconds and `Z`. A duration's unit is in its name.
* Money is `Decimal`, decimal(18,9), written as a JSON number in plain notation.
* Within v1 there are only nullable additions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

SCHEMA_VERSION = 1

# What the tags mean: pii may identify a person · operational describes the call and never its words.
Tag = Literal["pii", "operational"]

_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")


def storable(text: str) -> str:
    """`text` with what no UTF-8 file or SQL engine can hold (lone surrogates, NUL) as U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def rfc3339(instant: datetime) -> str:
    """An aware datetime as UTC with microseconds and `Z`: one spelling, so bytes can be compared."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:  # 0001-01-01T00:00+14:00 is in no year that a datetime has
        raise ValueError("the time is outside the years 1 to 9999 in UTC") from error


Text = Annotated[str, AfterValidator(storable)]
Instant = Annotated[
    AwareDatetime,
    AfterValidator(_utc),
]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Milliseconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Money = Annotated[
    Decimal,
    Field(max_digits=15, decimal_places=9, allow_inf_nan=False),
    WithJsonSchema({"type": "number"}),
]
"""decimal(18,9) with |amount| < 10**6: fifteen digits, which a double carries without loss."""
Quantity = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=9, allow_inf_nan=False),
    WithJsonSchema({"type": "number"}),
]
"""decimal(18,9): how much was consumed, frozen so that it can be priced again."""


def column(doc: str, *, tag: Tag = "operational", **kwargs: Any) -> Any:
    """A field, its meaning for the data dictionary, and its privacy tag."""
    return Field(description=doc, json_schema_extra={"tag": tag}, **kwargs)


class Part(BaseModel):
    """A part of a record: immutable, and closed so that a misspelt field is an error and not a loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------------------ closed vocabularies

Role = Literal["user", "agent"]
Kind = Literal["llm", "stt", "tts", "realtime"]
Urgency = Literal["high", "medium", "low"]
Tier = Literal["sales_ready", "self_serve"]
Timeline = Literal[
    "today", "this_week", "next_week", "within_two_weeks", "this_month", "next_month",
    "within_three_months", "this_quarter", "next_quarter", "year_end", "named_month", "next_year",
    "later", "no_rush",
]  # fmt: skip
Status = Literal["in_progress", "completed", "failed", "crashed"]
EndedBy = Literal["user", "agent", "system", "unknown"]
EndReason = Literal[
    "user_hung_up", "agent_ended", "task_completed", "room_closed", "connection_lost",
    "worker_shutdown", "llm_error", "stt_error", "tts_error", "realtime_error", "session_error",
    "entrypoint_error", "never_started", "process_died", "unknown",
]  # fmt: skip
ToolCategory = Literal["knowledge_search", "meeting_booking", "other"]
ToolStatus = Literal["ok", "error", "cancelled"]
CostStatus = Literal["priced", "override", "unknown"]
IncompleteReason = Literal[
    "application_value_refused",
    "arguments_left_out",
    "clock_went_backwards",
    "evidence_left_out",
    "failed_request_usage_unreported",
    "generation_cancelled_usage_unreported",
    "host_report_unavailable",
    "image_tokens_as_text",
    "legacy_detector_not_trusted",
    "legacy_field_left_out",
    "legacy_price_replaced",
    "legacy_value_invalid",
    "lines_left_out",
    "metadata_cut",
    "metric_not_finite",
    "naive_time_taken_as_utc",
    "not_attached",
    "pricing_failed",
    "provider_usage_unreported",
    "recovered_from_checkpoint",
    "results_left_out",
    "session_never_started",
    "settings_invalid",
    "signals_failed",
    "speech_interrupted_usage_unreported",
    "stt_connection_without_audio",
    "stt_tail_not_heard",
    "transcript_left_out",
    "turns_left_out",
    "turns_unreadable",
    "usage_not_attributable",
]


# ------------------------------------------------------------------------------- discovered_signals


class SignalEvidence(Part):
    """Why a signal has its value: the rule and the turn, never the words."""

    signal: Text = column("Which signal this is evidence for, by its field name.")
    rule: Text = column("Name of the rule that found it.")
    turn: Count = column("Number of the turn in `turns` that settled it.")
    confidence: float = column("Share of such findings that are right, in [0, 1].", ge=0, le=1)


class DiscoveredSignals(Part):
    """What the customer told us about themselves, as it stands when the call is over."""

    team_size: Count | None = column("People who would use the product; lower end of a range.", default=None)
    team_size_max: Count | None = column("Upper end; equal to team_size for a point value.", default=None)
    document_volume_per_month: Seconds | None = column("Documents sent per month; lower end of a range.", default=None)
    document_volume_per_month_max: Seconds | None = column(
        "Upper end; equal to document_volume_per_month for a point value.", default=None
    )
    integrations: tuple[Text, ...] = column(
        "Systems the customer uses, needs or asks for, by canonical name, sorted.", default=()
    )
    urgency: Urgency | None = column("How soon they need it; null when nothing was said.", default=None)
    timeline: Timeline | None = column("When they want to start, in a closed vocabulary.", default=None)
    competitors: tuple[Text, ...] = column("Competing products named by the customer, sorted.", default=())
    industry: Text | None = column("The customer's industry; null rather than a guess.", default=None)
    qualification_tier: Tier | None = column(
        "sales_ready or self_serve by the tier rule; null when nothing is known.", default=None
    )
    other: dict[Text, Text] = column("Signals of the business's own packs.", default_factory=dict)
    evidence: tuple[SignalEvidence, ...] = column(
        "One entry per finding; one for qualification_tier says why there is none.", default=()
    )


# --------------------------------------------------------------------------------------- tool_calls


class ToolCall(Part):
    """One call of a tool by the model. Results are never kept."""

    call_id: Text = column("The model's id of this call.")
    name: Text = column("The tool's name.")
    category: ToolCategory = column("What the tool is for, by a mapping the application can extend.")
    started_at: Instant | None = column("When execution began.", default=None)
    duration_ms: Milliseconds | None = column("Execution time.", default=None)
    status: ToolStatus = column("ok, error, or cancelled (started and never answered).")
    error_type: Text | None = column("Class of the error, never its text.", default=None)
    arguments: Text | None = column("JSON; null unless switched on.", tag="pii", default=None)


# ---------------------------------------------------------------------------------- metrics_summary


class Latency(Part):
    """Distribution of one stage over the call's turns; percentiles interpolate linearly."""

    n: Count = column("Turns that have a value.")
    mean: Milliseconds = column("Arithmetic mean.")
    p50: Milliseconds = column("Median.")
    p90: Milliseconds = column("90th percentile.")
    p95: Milliseconds = column("95th percentile.")
    p99: Milliseconds = column("99th percentile.")
    max: Milliseconds = column("Largest value.")


class LatencySummary(Part):
    """Latency by stage, in milliseconds; a stage is null if no turn has it."""

    eou_delay: Latency | None = column("End of speech → turn decided over.", default=None)
    transcription_delay: Latency | None = column("End of speech → final transcript.", default=None)
    llm_ttft: Latency | None = column("LLM request → first token.", default=None)
    tts_ttfb: Latency | None = column("Text to TTS → first audio byte.", default=None)
    e2e: Latency | None = column("User stops → agent starts.", default=None)


class Usage(Part):
    """What was consumed of one model. Gross input: cached and audio tokens are a part of input_tokens."""

    kind: Kind = column("llm, stt, tts or realtime.")
    provider: Text | None = column("Normalised vendor name; null if the host names none.")
    model: Text | None = column("The model as requested.")
    requests: Count | None = column("Requests that reported usage.", default=None)
    input_tokens: Count | None = column("All input tokens, cached ones included.", default=None)
    cached_input_tokens: Count | None = column("Part of input_tokens that was read from cache.", default=None)
    cache_write_tokens: Count | None = column("Part of input_tokens that was written to cache.", default=None)
    output_tokens: Count | None = column("All output tokens, reasoning included.", default=None)
    reasoning_tokens: Count | None = column("Part of output_tokens spent on reasoning.", default=None)
    input_audio_tokens: Count | None = column("Part of input_tokens that is audio.", default=None)
    cached_input_audio_tokens: Count | None = column("Part of cached_input_tokens that is audio.", default=None)
    output_audio_tokens: Count | None = column("Part of output_tokens that is audio.", default=None)
    audio_seconds: Seconds | None = column(
        "Audio sent to STT, or received from TTS; for a realtime model billed by time, how long it was connected.",
        default=None,
    )
    characters: Count | None = column("Characters sent to TTS.", default=None)


class MetricsSummary(Part):
    """The call in numbers."""

    user_turns: Count | None = column("Turns of the user.", default=None)
    agent_turns: Count | None = column("Turns of the agent.", default=None)
    interruptions: Count | None = column("Agent turns that the user cut off.", default=None)
    latency_ms: LatencySummary = column("Latency by stage.")
    usage: tuple[Usage, ...] = column("What was consumed, one entry per kind, provider and model.", default=())
    llm_input_tokens: Count | None = column("Total over kinds llm and realtime.", default=None)
    llm_cached_input_tokens: Count | None = column("Total over kinds llm and realtime.", default=None)
    llm_output_tokens: Count | None = column("Total over kinds llm and realtime.", default=None)
    stt_audio_seconds: Seconds | None = column("Total over kind stt.", default=None)
    tts_audio_seconds: Seconds | None = column("Total over kind tts.", default=None)
    tts_characters: Count | None = column("Total over kind tts.", default=None)
    user_speaking_seconds: Seconds | None = column("Sum over user turns; null if untold.", default=None)
    agent_speaking_seconds: Seconds | None = column("Sum over agent turns; null if untold.", default=None)


# ------------------------------------------------------------------------------------- cost_summary


class CostLine(Part):
    """One quantity at one rate: amount = quantity × unit_price ÷ per, rounded once to 9 places."""

    kind: Kind = column("llm, stt, tts or realtime.")
    provider: Text | None = column("Normalised vendor name.")
    model: Text | None = column("The model as requested.")
    unit: Text = column("What is counted: input_token, cached_input_token, output_token, second, character, …")
    quantity: Quantity = column("How many of the unit were consumed.")
    unit_price: Money | None = column("Price of `per` units; null if unknown.", default=None)
    per: Count | None = column(
        "How many units unit_price buys: 1000000 tokens, 60 seconds, 1000 characters.", default=None
    )
    amount: Money | None = column("Estimated list cost; null if unknown, never 0 for unknown.", default=None)
    rate_from: Text | None = column(
        "Date (YYYY-MM-DD) from which the rate holds; null if its book does not say.", default=None
    )
    rate_source: Text | None = column("Where the rate comes from.", default=None)
    status: CostStatus = column("priced, override (from the owner's price file) or unknown.")
    reason: Text | None = column("Why a line has no amount.", default=None)


class CostSummary(Part):
    """Estimated list cost of the call, and everything needed to compute it again."""

    currency: Text = column("Currency of every amount.", default="USD")
    total: Money | None = column("Sum of the known amounts; null if no line could be priced.", default=None)
    complete: bool = column("True if every line has an amount.", default=True)
    openai: Money | None = column("Sum of OpenAI's lines.", default=None)
    deepgram: Money | None = column("Sum of Deepgram's lines.", default=None)
    elevenlabs: Money | None = column("Sum of ElevenLabs' lines.", default=None)
    other: Money | None = column("Sum of all other providers' lines.", default=None)
    price_book: Text | None = column("Version of the price book.", default=None)
    lines: tuple[CostLine, ...] = column("One line per rate and tier.", default=())


# -------------------------------------------------------------------------------------------- turns


class Turn(Part):
    """One contribution by one speaker: its timing, not its words."""

    turn: Count = column("Position in the call, from 0.")
    role: Role = column("user or agent.")
    started_at: Instant | None = column(
        "Start of speech, or of the text if the host does not time speech.", default=None
    )
    ended_at: Instant | None = column("End of speech.", default=None)
    interrupted: bool = column("The other side cut it off.", default=False)
    llm_provider: Text | None = column("Who generated it.", default=None)
    llm_model: Text | None = column("Which model generated it.", default=None)
    eou_delay_ms: Milliseconds | None = column("End of speech → turn decided over.", default=None)
    transcription_delay_ms: Milliseconds | None = column("End of speech → final transcript.", default=None)
    llm_ttft_ms: Milliseconds | None = column("LLM request → first token.", default=None)
    tts_ttfb_ms: Milliseconds | None = column("Text to TTS → first audio byte.", default=None)
    e2e_ms: Milliseconds | None = column("User stops → agent starts.", default=None)


# ------------------------------------------------------------------------------- the rest of a call


class Outcome(Part):
    """How the call ended."""

    status: Status = column("in_progress, completed, failed or crashed.")
    ended_by: EndedBy = column("Who ended it.", default="unknown")
    reason: EndReason = column("Why it ended, in our closed list.", default="unknown")
    reason_raw: Text | None = column("The host's own word for it.", default=None)
    success: bool | None = column("What the application or its evaluation said.", default=None)


class AgentInfo(Part):
    """Which agent took the call, and where it ran."""

    framework: Text = column("livekit, pipecat, …")
    framework_version: Text | None = column("Version of the framework.", default=None)
    name: Text | None = column("The agent's name.", default=None)
    version: Text | None = column("The agent's own version.", default=None)
    environment: Text | None = column("production, staging, …", default=None)
    job_id: Text | None = column(
        "The host's id of this job; with session_id it identifies the call. Where there is none, start_time does so too.",
        default=None,
    )
    room_name: Text | None = column("Name of the room.", default=None)
    room_sid: Text | None = column("The server's id of the room instance.", default=None)
    tags: tuple[Text, ...] = column("Tags that the application set.", default=())


class Telephony(Part):
    """The phone side of a call; numbers only as keyed hashes."""

    direction: Literal["inbound", "outbound"] | None = column("inbound or outbound.", default=None)
    provider_call_id: Text | None = column("The carrier's id of the call.", default=None)
    trunk_id: Text | None = column("The trunk.", default=None)
    from_number_hmac: Text | None = column(
        "HMAC-SHA256 of the calling number; null without a key.", tag="pii", default=None
    )
    to_number_hmac: Text | None = column(
        "HMAC-SHA256 of the called number; null without a key.", tag="pii", default=None
    )


class Errors(Part):
    """Errors seen by the host, by component; retried ones included."""

    llm: Count = column("Errors of the LLM.", default=0)
    stt: Count = column("Errors of STT.", default=0)
    tts: Count = column("Errors of TTS.", default=0)
    tool: Count = column("Tool calls that failed.", default=0)
    other: Count = column("All others.", default=0)


class Privacy(Part):
    """What the caller agreed to, and what this record therefore holds."""

    transcript: Literal["absent", "included"] = column("Whether the words are in this record.", default="absent")
    consent_obtained: bool | None = column("What the application said; null if it said nothing.", default=None)
    consent_at: Instant | None = column("When consent was given or refused.", default=None)


class RecordInfo(Part):
    """The record about itself."""

    revision: Count = column("Checkpoints count up; of several records of one call the highest holds.", default=0)
    recovered: bool = column("True if written by recovery after the call's process died.", default=False)
    complete: bool = column("False if something is known to be missing.", default=True)
    incomplete_reasons: tuple[IncompleteReason, ...] = column("What is missing, in a closed list.", default=())
    produced_by: Text = column("Name and version of the software that wrote this.")


class TranscriptLine(Part):
    """One turn's words. Only where transcripts were switched on."""

    turn: Count = column("Number of the turn in `turns`.")
    role: Role = column("user or agent.")
    text: Text = column("What was said.", tag="pii")
    started_at: Instant | None = column("Start of the turn.", default=None)


class SessionRecord(Part):
    """One call, from our side. See the module's docstring for the conventions."""

    schema_version: Literal[1] = column("Version of this contract.", default=1)
    session_id: Text = column("The room's name, or what the application passes.")
    user_email: Text | None = column(
        "The caller's e-mail, lower-cased; plain, hmac or off by setting.", tag="pii", default=None
    )
    start_time: Instant = column("Start of the session.")
    end_time: Instant = column("End of the session: the close event, not the time of the report.")
    duration_seconds: Seconds = column("end_time − start_time, exactly.")
    discovered_signals: DiscoveredSignals = column("What the customer told us.")
    tool_calls: tuple[ToolCall, ...] = column("Tool calls in order of start.", default=())
    metrics_summary: MetricsSummary = column("The call in numbers.")
    cost_summary: CostSummary = column("What the call cost.")
    turns: tuple[Turn, ...] = column("One entry per turn, without words.", default=())
    conversation_state: Text = column("The application's own state as it last set it.", default="UNKNOWN")
    outcome: Outcome = column("How the call ended.")
    agent: AgentInfo = column("Which agent took the call.")
    telephony: Telephony | None = column("The phone side, for calls from a phone.", default=None)
    errors: Errors = column("Errors by component.", default_factory=Errors)
    user_metadata: dict[Text, Text] = column(
        "What the caller's side passed, by allow-list.", tag="pii", default_factory=dict
    )
    custom: dict[Text, Text] = column("The application's own fields.", tag="pii", default_factory=dict)
    privacy: Privacy = column("Consent and transcript.", default_factory=Privacy)
    record: RecordInfo = column("The record about itself.")
    transcript: tuple[TranscriptLine, ...] | None = column(
        "The words; null unless switched on.", tag="pii", default=None
    )

    @model_validator(mode="after")
    def _times_agree(self) -> SessionRecord:
        seconds = (self.end_time - self.start_time).total_seconds()
        if seconds < 0:
            raise ValueError("end_time is before start_time")
        if not math.isclose(seconds, self.duration_seconds, abs_tol=5e-7):
            raise ValueError(f"duration_seconds is {self.duration_seconds}, but end − start is {seconds}")
        return self

    def to_json(self) -> str:
        """The record as JSON on one line, without a newline: same record, same text."""
        return plain_json(self.model_dump(mode="python"))


INCOMPLETE_REASONS: tuple[str, ...] = get_args(IncompleteReason)

_quote = json.encoder.encode_basestring


def plain_json(value: Any) -> str:
    """`value` as compact JSON in which a Decimal is a number in plain notation (never 1E-7).

    Takes what `model_dump(mode="python")` gives. The standard encoder cannot write a Decimal as a
    number, and going through float would write small amounts with an exponent.

    Raises ValueError for NaN, infinity and types that no record holds.
    """
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value: Any, out: Any) -> None:
    if value is None:
        out("null")
    elif value is True:
        out("true")
    elif value is False:
        out("false")
    elif isinstance(value, str):
        out(_quote(value))
    elif isinstance(value, Decimal):
        out(plain_decimal(value))
    elif isinstance(value, int):
        out(str(value))
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"a record holds no {value}")
        out(repr(value))
    elif isinstance(value, datetime):
        out(_quote(rfc3339(value)))
    elif isinstance(value, Mapping):
        separator = "{"
        for key, item in value.items():
            out(f"{separator}{_quote(str(key))}:")
            _write(item, out)
            separator = ","
        out("}" if separator == "," else "{}")
    elif isinstance(value, (list, tuple)):
        separator = "["
        for item in value:
            out(separator)
            _write(item, out)
            separator = ","
        out("]" if separator == "," else "[]")
    else:
        raise ValueError(f"a record holds no {type(value).__name__}")


def plain_decimal(value: Decimal) -> str:
    """A finite Decimal without exponent and without trailing zeros: 0.00000015, 12, -3.5."""
    if not value.is_finite():
        raise ValueError(f"a record holds no {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
