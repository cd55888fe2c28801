-- The tables of version 1 in DuckDB.
-- Generated from `src/aftercall/record.py`. Try: `make schema`
-- With your places in it, and with all that stands around it: aftercall setup duckdb

-- A row per line of a landed object.
CREATE TABLE IF NOT EXISTS voice_agent_sessions (
    "schema_version" BIGINT,
    "session_id" VARCHAR,
    "user_email" VARCHAR,
    "start_time" TIMESTAMP,
    "end_time" TIMESTAMP,
    "duration_seconds" DOUBLE,
    "discovered_signals" STRUCT("team_size" BIGINT, "team_size_max" BIGINT, "document_volume_per_month" DOUBLE, "document_volume_per_month_max" DOUBLE, "integrations" VARCHAR[], "urgency" VARCHAR, "timeline" VARCHAR, "competitors" VARCHAR[], "industry" VARCHAR, "qualification_tier" VARCHAR, "other" MAP(VARCHAR, VARCHAR), "evidence" STRUCT("signal" VARCHAR, "rule" VARCHAR, "turn" BIGINT, "confidence" DOUBLE)[]),
    "tool_calls" STRUCT("call_id" VARCHAR, "name" VARCHAR, "category" VARCHAR, "started_at" TIMESTAMP, "duration_ms" DOUBLE, "status" VARCHAR, "error_type" VARCHAR, "arguments" VARCHAR)[],
    "metrics_summary" STRUCT("user_turns" BIGINT, "agent_turns" BIGINT, "interruptions" BIGINT, "latency_ms" STRUCT("eou_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "transcription_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "llm_ttft" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "tts_ttfb" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "e2e" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE)), "usage" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "requests" BIGINT, "input_tokens" BIGINT, "cached_input_tokens" BIGINT, "cache_write_tokens" BIGINT, "output_tokens" BIGINT, "reasoning_tokens" BIGINT, "input_audio_tokens" BIGINT, "cached_input_audio_tokens" BIGINT, "output_audio_tokens" BIGINT, "audio_seconds" DOUBLE, "characters" BIGINT)[], "llm_input_tokens" BIGINT, "llm_cached_input_tokens" BIGINT, "llm_output_tokens" BIGINT, "stt_audio_seconds" DOUBLE, "tts_audio_seconds" DOUBLE, "tts_characters" BIGINT, "user_speaking_seconds" DOUBLE, "agent_speaking_seconds" DOUBLE),
    "cost_summary" STRUCT("currency" VARCHAR, "total" DECIMAL(18,9), "complete" BOOLEAN, "openai" DECIMAL(18,9), "deepgram" DECIMAL(18,9), "elevenlabs" DECIMAL(18,9), "other" DECIMAL(18,9), "price_book" VARCHAR, "lines" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "unit" VARCHAR, "quantity" DECIMAL(18,9), "unit_price" DECIMAL(18,9), "per" BIGINT, "amount" DECIMAL(18,9), "rate_from" VARCHAR, "rate_source" VARCHAR, "status" VARCHAR, "reason" VARCHAR)[]),
    "turns" STRUCT("turn" BIGINT, "role" VARCHAR, "started_at" TIMESTAMP, "ended_at" TIMESTAMP, "interrupted" BOOLEAN, "llm_provider" VARCHAR, "llm_model" VARCHAR, "eou_delay_ms" DOUBLE, "transcription_delay_ms" DOUBLE, "llm_ttft_ms" DOUBLE, "tts_ttfb_ms" DOUBLE, "e2e_ms" DOUBLE)[],
    "conversation_state" VARCHAR,
    "outcome" STRUCT("status" VARCHAR, "ended_by" VARCHAR, "reason" VARCHAR, "reason_raw" VARCHAR, "success" BOOLEAN),
    "agent" STRUCT("framework" VARCHAR, "framework_version" VARCHAR, "name" VARCHAR, "version" VARCHAR, "environment" VARCHAR, "job_id" VARCHAR, "room_name" VARCHAR, "room_sid" VARCHAR, "tags" VARCHAR[]),
    "telephony" STRUCT("direction" VARCHAR, "provider_call_id" VARCHAR, "trunk_id" VARCHAR, "from_number_hmac" VARCHAR, "to_number_hmac" VARCHAR),
    "errors" STRUCT("llm" BIGINT, "stt" BIGINT, "tts" BIGINT, "tool" BIGINT, "other" BIGINT),
    "user_metadata" MAP(VARCHAR, VARCHAR),
    "custom" MAP(VARCHAR, VARCHAR),
    "privacy" STRUCT("transcript" VARCHAR, "consent_obtained" BOOLEAN, "consent_at" TIMESTAMP),
    "record" STRUCT("revision" BIGINT, "recovered" BOOLEAN, "complete" BOOLEAN, "incomplete_reasons" VARCHAR[], "produced_by" VARCHAR),
    "transcript" STRUCT("turn" BIGINT, "role" VARCHAR, "text" VARCHAR, "started_at" TIMESTAMP)[],
    "year" VARCHAR,
    "month" VARCHAR,
    "day" VARCHAR,
    "source_file" VARCHAR
);

-- For a table that was made before a column, or a member of one, was.
ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "schema_version" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "session_id" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "user_email" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "start_time" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "end_time" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "duration_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals" STRUCT("team_size" BIGINT, "team_size_max" BIGINT, "document_volume_per_month" DOUBLE, "document_volume_per_month_max" DOUBLE, "integrations" VARCHAR[], "urgency" VARCHAR, "timeline" VARCHAR, "competitors" VARCHAR[], "industry" VARCHAR, "qualification_tier" VARCHAR, "other" MAP(VARCHAR, VARCHAR), "evidence" STRUCT("signal" VARCHAR, "rule" VARCHAR, "turn" BIGINT, "confidence" DOUBLE)[]);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls" STRUCT("call_id" VARCHAR, "name" VARCHAR, "category" VARCHAR, "started_at" TIMESTAMP, "duration_ms" DOUBLE, "status" VARCHAR, "error_type" VARCHAR, "arguments" VARCHAR)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary" STRUCT("user_turns" BIGINT, "agent_turns" BIGINT, "interruptions" BIGINT, "latency_ms" STRUCT("eou_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "transcription_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "llm_ttft" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "tts_ttfb" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "e2e" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE)), "usage" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "requests" BIGINT, "input_tokens" BIGINT, "cached_input_tokens" BIGINT, "cache_write_tokens" BIGINT, "output_tokens" BIGINT, "reasoning_tokens" BIGINT, "input_audio_tokens" BIGINT, "cached_input_audio_tokens" BIGINT, "output_audio_tokens" BIGINT, "audio_seconds" DOUBLE, "characters" BIGINT)[], "llm_input_tokens" BIGINT, "llm_cached_input_tokens" BIGINT, "llm_output_tokens" BIGINT, "stt_audio_seconds" DOUBLE, "tts_audio_seconds" DOUBLE, "tts_characters" BIGINT, "user_speaking_seconds" DOUBLE, "agent_speaking_seconds" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary" STRUCT("currency" VARCHAR, "total" DECIMAL(18,9), "complete" BOOLEAN, "openai" DECIMAL(18,9), "deepgram" DECIMAL(18,9), "elevenlabs" DECIMAL(18,9), "other" DECIMAL(18,9), "price_book" VARCHAR, "lines" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "unit" VARCHAR, "quantity" DECIMAL(18,9), "unit_price" DECIMAL(18,9), "per" BIGINT, "amount" DECIMAL(18,9), "rate_from" VARCHAR, "rate_source" VARCHAR, "status" VARCHAR, "reason" VARCHAR)[]);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns" STRUCT("turn" BIGINT, "role" VARCHAR, "started_at" TIMESTAMP, "ended_at" TIMESTAMP, "interrupted" BOOLEAN, "llm_provider" VARCHAR, "llm_model" VARCHAR, "eou_delay_ms" DOUBLE, "transcription_delay_ms" DOUBLE, "llm_ttft_ms" DOUBLE, "tts_ttfb_ms" DOUBLE, "e2e_ms" DOUBLE)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "conversation_state" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome" STRUCT("status" VARCHAR, "ended_by" VARCHAR, "reason" VARCHAR, "reason_raw" VARCHAR, "success" BOOLEAN);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent" STRUCT("framework" VARCHAR, "framework_version" VARCHAR, "name" VARCHAR, "version" VARCHAR, "environment" VARCHAR, "job_id" VARCHAR, "room_name" VARCHAR, "room_sid" VARCHAR, "tags" VARCHAR[]);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony" STRUCT("direction" VARCHAR, "provider_call_id" VARCHAR, "trunk_id" VARCHAR, "from_number_hmac" VARCHAR, "to_number_hmac" VARCHAR);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors" STRUCT("llm" BIGINT, "stt" BIGINT, "tts" BIGINT, "tool" BIGINT, "other" BIGINT);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "user_metadata" MAP(VARCHAR, VARCHAR);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "custom" MAP(VARCHAR, VARCHAR);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "privacy" STRUCT("transcript" VARCHAR, "consent_obtained" BOOLEAN, "consent_at" TIMESTAMP);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record" STRUCT("revision" BIGINT, "recovered" BOOLEAN, "complete" BOOLEAN, "incomplete_reasons" VARCHAR[], "produced_by" VARCHAR);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "transcript" STRUCT("turn" BIGINT, "role" VARCHAR, "text" VARCHAR, "started_at" TIMESTAMP)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "year" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "month" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "day" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "source_file" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."team_size" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."team_size_max" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."document_volume_per_month" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."document_volume_per_month_max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."integrations" VARCHAR[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."urgency" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."timeline" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."competitors" VARCHAR[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."industry" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."qualification_tier" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."other" MAP(VARCHAR, VARCHAR);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."evidence" STRUCT("signal" VARCHAR, "rule" VARCHAR, "turn" BIGINT, "confidence" DOUBLE)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."evidence".element."signal" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."evidence".element."rule" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."evidence".element."turn" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "discovered_signals"."evidence".element."confidence" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."call_id" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."name" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."category" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."started_at" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."duration_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."status" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."error_type" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "tool_calls".element."arguments" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."user_turns" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."agent_turns" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."interruptions" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms" STRUCT("eou_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "transcription_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "llm_ttft" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "tts_ttfb" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE), "e2e" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE));

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."n" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."mean" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."p50" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."p90" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."p95" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."p99" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."eou_delay"."max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."n" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."mean" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."p50" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."p90" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."p95" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."p99" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."transcription_delay"."max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."n" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."mean" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."p50" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."p90" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."p95" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."p99" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."llm_ttft"."max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."n" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."mean" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."p50" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."p90" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."p95" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."p99" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."tts_ttfb"."max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e" STRUCT("n" BIGINT, "mean" DOUBLE, "p50" DOUBLE, "p90" DOUBLE, "p95" DOUBLE, "p99" DOUBLE, "max" DOUBLE);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."n" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."mean" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."p50" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."p90" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."p95" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."p99" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."latency_ms"."e2e"."max" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "requests" BIGINT, "input_tokens" BIGINT, "cached_input_tokens" BIGINT, "cache_write_tokens" BIGINT, "output_tokens" BIGINT, "reasoning_tokens" BIGINT, "input_audio_tokens" BIGINT, "cached_input_audio_tokens" BIGINT, "output_audio_tokens" BIGINT, "audio_seconds" DOUBLE, "characters" BIGINT)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."kind" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."provider" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."model" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."requests" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."input_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."cached_input_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."cache_write_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."output_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."reasoning_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."input_audio_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."cached_input_audio_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."output_audio_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."audio_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."usage".element."characters" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."llm_input_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."llm_cached_input_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."llm_output_tokens" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."stt_audio_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."tts_audio_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."tts_characters" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."user_speaking_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "metrics_summary"."agent_speaking_seconds" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."currency" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."total" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."complete" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."openai" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."deepgram" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."elevenlabs" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."other" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."price_book" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines" STRUCT("kind" VARCHAR, "provider" VARCHAR, "model" VARCHAR, "unit" VARCHAR, "quantity" DECIMAL(18,9), "unit_price" DECIMAL(18,9), "per" BIGINT, "amount" DECIMAL(18,9), "rate_from" VARCHAR, "rate_source" VARCHAR, "status" VARCHAR, "reason" VARCHAR)[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."kind" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."provider" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."model" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."unit" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."quantity" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."unit_price" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."per" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."amount" DECIMAL(18,9);

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."rate_from" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."rate_source" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."status" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "cost_summary"."lines".element."reason" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."turn" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."role" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."started_at" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."ended_at" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."interrupted" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."llm_provider" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."llm_model" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."eou_delay_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."transcription_delay_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."llm_ttft_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."tts_ttfb_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "turns".element."e2e_ms" DOUBLE;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome"."status" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome"."ended_by" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome"."reason" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome"."reason_raw" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "outcome"."success" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."framework" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."framework_version" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."name" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."version" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."environment" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."job_id" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."room_name" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."room_sid" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "agent"."tags" VARCHAR[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony"."direction" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony"."provider_call_id" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony"."trunk_id" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony"."from_number_hmac" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "telephony"."to_number_hmac" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors"."llm" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors"."stt" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors"."tts" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors"."tool" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "errors"."other" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "privacy"."transcript" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "privacy"."consent_obtained" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "privacy"."consent_at" TIMESTAMP;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record"."revision" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record"."recovered" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record"."complete" BOOLEAN;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record"."incomplete_reasons" VARCHAR[];

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "record"."produced_by" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "transcript".element."turn" BIGINT;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "transcript".element."role" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "transcript".element."text" VARCHAR;

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS "transcript".element."started_at" TIMESTAMP;

COMMENT ON COLUMN voice_agent_sessions.schema_version IS 'Version of this contract.';

COMMENT ON COLUMN voice_agent_sessions.session_id IS 'The room''s name, or what the application passes.';

COMMENT ON COLUMN voice_agent_sessions.user_email IS 'The caller''s e-mail, lower-cased; plain, hmac or off by setting. [pii]';

COMMENT ON COLUMN voice_agent_sessions.start_time IS 'Start of the session.';

COMMENT ON COLUMN voice_agent_sessions.end_time IS 'End of the session: the close event, not the time of the report.';

COMMENT ON COLUMN voice_agent_sessions.duration_seconds IS 'end_time - start_time, exactly.';

COMMENT ON COLUMN voice_agent_sessions.discovered_signals IS 'What the customer told us.';

COMMENT ON COLUMN voice_agent_sessions.tool_calls IS 'Tool calls in order of start. [pii inside]';

COMMENT ON COLUMN voice_agent_sessions.metrics_summary IS 'The call in numbers.';

COMMENT ON COLUMN voice_agent_sessions.cost_summary IS 'What the call cost.';

COMMENT ON COLUMN voice_agent_sessions.turns IS 'One entry per turn, without words.';

COMMENT ON COLUMN voice_agent_sessions.conversation_state IS 'The application''s own state as it last set it.';

COMMENT ON COLUMN voice_agent_sessions.outcome IS 'How the call ended.';

COMMENT ON COLUMN voice_agent_sessions.agent IS 'Which agent took the call.';

COMMENT ON COLUMN voice_agent_sessions.telephony IS 'The phone side, for calls from a phone. [pii inside]';

COMMENT ON COLUMN voice_agent_sessions.errors IS 'Errors by component.';

COMMENT ON COLUMN voice_agent_sessions.user_metadata IS 'What the caller''s side passed, by allow-list. [pii]';

COMMENT ON COLUMN voice_agent_sessions.custom IS 'The application''s own fields. [pii]';

COMMENT ON COLUMN voice_agent_sessions.privacy IS 'Consent and transcript.';

COMMENT ON COLUMN voice_agent_sessions.record IS 'The record about itself.';

COMMENT ON COLUMN voice_agent_sessions.transcript IS 'The words; null unless switched on. [pii]';

COMMENT ON COLUMN voice_agent_sessions.year IS 'UTC year of start_time, from the object''s key.';

COMMENT ON COLUMN voice_agent_sessions.month IS 'UTC month of start_time, from the object''s key.';

COMMENT ON COLUMN voice_agent_sessions.day IS 'UTC day of start_time, from the object''s key.';

COMMENT ON COLUMN voice_agent_sessions.source_file IS 'Key of the object that the row was read from.';

-- sessions: a row per call.
CREATE OR REPLACE VIEW sessions AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.schema_version AS schema_version,
    r.user_email AS user_email,
    r.end_time AS end_time,
    r.duration_seconds AS duration_seconds,
    r.discovered_signals.team_size AS team_size,
    r.discovered_signals.team_size_max AS team_size_max,
    r.discovered_signals.document_volume_per_month AS document_volume_per_month,
    r.discovered_signals.document_volume_per_month_max AS document_volume_per_month_max,
    nullif(array_to_string(r.discovered_signals.integrations, ','), '') AS integrations,
    r.discovered_signals.urgency AS urgency,
    r.discovered_signals.timeline AS timeline,
    nullif(array_to_string(r.discovered_signals.competitors, ','), '') AS competitors,
    r.discovered_signals.industry AS industry,
    r.discovered_signals.qualification_tier AS qualification_tier,
    nullif(CAST(to_json(r.discovered_signals.other) AS VARCHAR), '{}') AS signals_other,
    r.metrics_summary.user_turns AS user_turns,
    r.metrics_summary.agent_turns AS agent_turns,
    r.metrics_summary.interruptions AS interruptions,
    r.metrics_summary.latency_ms.eou_delay.n AS latency_ms_eou_delay_n,
    r.metrics_summary.latency_ms.eou_delay.mean AS latency_ms_eou_delay_mean,
    r.metrics_summary.latency_ms.eou_delay.p50 AS latency_ms_eou_delay_p50,
    r.metrics_summary.latency_ms.eou_delay.p90 AS latency_ms_eou_delay_p90,
    r.metrics_summary.latency_ms.eou_delay.p95 AS latency_ms_eou_delay_p95,
    r.metrics_summary.latency_ms.eou_delay.p99 AS latency_ms_eou_delay_p99,
    r.metrics_summary.latency_ms.eou_delay.max AS latency_ms_eou_delay_max,
    r.metrics_summary.latency_ms.transcription_delay.n AS latency_ms_transcription_delay_n,
    r.metrics_summary.latency_ms.transcription_delay.mean AS latency_ms_transcription_delay_mean,
    r.metrics_summary.latency_ms.transcription_delay.p50 AS latency_ms_transcription_delay_p50,
    r.metrics_summary.latency_ms.transcription_delay.p90 AS latency_ms_transcription_delay_p90,
    r.metrics_summary.latency_ms.transcription_delay.p95 AS latency_ms_transcription_delay_p95,
    r.metrics_summary.latency_ms.transcription_delay.p99 AS latency_ms_transcription_delay_p99,
    r.metrics_summary.latency_ms.transcription_delay.max AS latency_ms_transcription_delay_max,
    r.metrics_summary.latency_ms.llm_ttft.n AS latency_ms_llm_ttft_n,
    r.metrics_summary.latency_ms.llm_ttft.mean AS latency_ms_llm_ttft_mean,
    r.metrics_summary.latency_ms.llm_ttft.p50 AS latency_ms_llm_ttft_p50,
    r.metrics_summary.latency_ms.llm_ttft.p90 AS latency_ms_llm_ttft_p90,
    r.metrics_summary.latency_ms.llm_ttft.p95 AS latency_ms_llm_ttft_p95,
    r.metrics_summary.latency_ms.llm_ttft.p99 AS latency_ms_llm_ttft_p99,
    r.metrics_summary.latency_ms.llm_ttft.max AS latency_ms_llm_ttft_max,
    r.metrics_summary.latency_ms.tts_ttfb.n AS latency_ms_tts_ttfb_n,
    r.metrics_summary.latency_ms.tts_ttfb.mean AS latency_ms_tts_ttfb_mean,
    r.metrics_summary.latency_ms.tts_ttfb.p50 AS latency_ms_tts_ttfb_p50,
    r.metrics_summary.latency_ms.tts_ttfb.p90 AS latency_ms_tts_ttfb_p90,
    r.metrics_summary.latency_ms.tts_ttfb.p95 AS latency_ms_tts_ttfb_p95,
    r.metrics_summary.latency_ms.tts_ttfb.p99 AS latency_ms_tts_ttfb_p99,
    r.metrics_summary.latency_ms.tts_ttfb.max AS latency_ms_tts_ttfb_max,
    r.metrics_summary.latency_ms.e2e.n AS latency_ms_e2e_n,
    r.metrics_summary.latency_ms.e2e.mean AS latency_ms_e2e_mean,
    r.metrics_summary.latency_ms.e2e.p50 AS latency_ms_e2e_p50,
    r.metrics_summary.latency_ms.e2e.p90 AS latency_ms_e2e_p90,
    r.metrics_summary.latency_ms.e2e.p95 AS latency_ms_e2e_p95,
    r.metrics_summary.latency_ms.e2e.p99 AS latency_ms_e2e_p99,
    r.metrics_summary.latency_ms.e2e.max AS latency_ms_e2e_max,
    r.metrics_summary.llm_input_tokens AS llm_input_tokens,
    r.metrics_summary.llm_cached_input_tokens AS llm_cached_input_tokens,
    r.metrics_summary.llm_output_tokens AS llm_output_tokens,
    r.metrics_summary.stt_audio_seconds AS stt_audio_seconds,
    r.metrics_summary.tts_audio_seconds AS tts_audio_seconds,
    r.metrics_summary.tts_characters AS tts_characters,
    r.metrics_summary.user_speaking_seconds AS user_speaking_seconds,
    r.metrics_summary.agent_speaking_seconds AS agent_speaking_seconds,
    r.cost_summary.currency AS cost_currency,
    r.cost_summary.total AS cost_total,
    r.cost_summary.complete AS cost_complete,
    r.cost_summary.openai AS cost_openai,
    r.cost_summary.deepgram AS cost_deepgram,
    r.cost_summary.elevenlabs AS cost_elevenlabs,
    r.cost_summary.other AS cost_other,
    r.cost_summary.price_book AS cost_price_book,
    r.conversation_state AS conversation_state,
    r.outcome.status AS outcome_status,
    r.outcome.ended_by AS outcome_ended_by,
    r.outcome.reason AS outcome_reason,
    r.outcome.reason_raw AS outcome_reason_raw,
    r.outcome.success AS outcome_success,
    r.agent.framework AS agent_framework,
    r.agent.framework_version AS agent_framework_version,
    r.agent.name AS agent_name,
    r.agent.version AS agent_version,
    r.agent.environment AS agent_environment,
    r.agent.job_id AS agent_job_id,
    r.agent.room_name AS agent_room_name,
    r.agent.room_sid AS agent_room_sid,
    nullif(array_to_string(r.agent.tags, ','), '') AS agent_tags,
    r.telephony.direction AS telephony_direction,
    r.telephony.provider_call_id AS telephony_provider_call_id,
    r.telephony.trunk_id AS telephony_trunk_id,
    r.telephony.from_number_hmac AS telephony_from_number_hmac,
    r.telephony.to_number_hmac AS telephony_to_number_hmac,
    r.errors.llm AS errors_llm,
    r.errors.stt AS errors_stt,
    r.errors.tts AS errors_tts,
    r.errors.tool AS errors_tool,
    r.errors.other AS errors_other,
    nullif(CAST(to_json(r.user_metadata) AS VARCHAR), '{}') AS user_metadata,
    nullif(CAST(to_json(r.custom) AS VARCHAR), '{}') AS custom,
    r.privacy.transcript AS privacy_transcript,
    r.privacy.consent_obtained AS privacy_consent_obtained,
    r.privacy.consent_at AS privacy_consent_at,
    r.record.revision AS record_revision,
    r.record.recovered AS record_recovered,
    r.record.complete AS record_complete,
    nullif(array_to_string(r.record.incomplete_reasons, ','), '') AS record_incomplete_reasons,
    r.record.produced_by AS record_produced_by
FROM landed AS r
WHERE r.place = 1;

-- signal_evidence: a row per element of discovered_signals.evidence.
CREATE OR REPLACE VIEW signal_evidence AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.element.signal AS signal,
    r.element.rule AS rule,
    r.element.turn AS turn,
    r.element.confidence AS confidence
FROM (SELECT *, unnest(discovered_signals.evidence) AS element FROM landed) AS r
WHERE r.place = 1;

-- tool_calls: a row per element of tool_calls.
CREATE OR REPLACE VIEW tool_calls AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.element.call_id AS call_id,
    r.element.name AS name,
    r.element.category AS category,
    r.element.started_at AS started_at,
    r.element.duration_ms AS duration_ms,
    r.element.status AS status,
    r.element.error_type AS error_type,
    r.element.arguments AS arguments
FROM (SELECT *, unnest(tool_calls) AS element FROM landed) AS r
WHERE r.place = 1;

-- usage: a row per element of metrics_summary.usage.
CREATE OR REPLACE VIEW usage AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.element.kind AS kind,
    r.element.provider AS provider,
    r.element.model AS model,
    r.element.requests AS requests,
    r.element.input_tokens AS input_tokens,
    r.element.cached_input_tokens AS cached_input_tokens,
    r.element.cache_write_tokens AS cache_write_tokens,
    r.element.output_tokens AS output_tokens,
    r.element.reasoning_tokens AS reasoning_tokens,
    r.element.input_audio_tokens AS input_audio_tokens,
    r.element.cached_input_audio_tokens AS cached_input_audio_tokens,
    r.element.output_audio_tokens AS output_audio_tokens,
    r.element.audio_seconds AS audio_seconds,
    r.element.characters AS characters
FROM (SELECT *, unnest(metrics_summary.usage) AS element FROM landed) AS r
WHERE r.place = 1;

-- cost_lines: a row per element of cost_summary.lines.
CREATE OR REPLACE VIEW cost_lines AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.element.kind AS kind,
    r.element.provider AS provider,
    r.element.model AS model,
    r.element.unit AS unit,
    r.element.quantity AS quantity,
    r.element.unit_price AS unit_price,
    r.element.per AS per,
    r.element.amount AS amount,
    r.element.rate_from AS rate_from,
    r.element.rate_source AS rate_source,
    r.element.status AS status,
    r.element.reason AS reason
FROM (SELECT *, unnest(cost_summary.lines) AS element FROM landed) AS r
WHERE r.place = 1;

-- turns: a row per element of turns.
CREATE OR REPLACE VIEW turns AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    r.start_time AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.element.turn AS turn,
    r.element.role AS role,
    r.element.started_at AS started_at,
    r.element.ended_at AS ended_at,
    r.element.interrupted AS interrupted,
    r.element.llm_provider AS llm_provider,
    r.element.llm_model AS llm_model,
    r.element.eou_delay_ms AS eou_delay_ms,
    r.element.transcription_delay_ms AS transcription_delay_ms,
    r.element.llm_ttft_ms AS llm_ttft_ms,
    r.element.tts_ttfb_ms AS tts_ttfb_ms,
    r.element.e2e_ms AS e2e_ms
FROM (SELECT *, unnest(turns) AS element FROM landed) AS r
WHERE r.place = 1;
