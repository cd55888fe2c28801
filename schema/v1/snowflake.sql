-- The tables of version 1 in Snowflake.
-- Generated from `src/aftercall/record.py`. Try: `make schema`
-- With your places in it, and with all that stands around it: aftercall setup snowflake

-- A row per line of a landed object. The promised columns come first, under their names and in their order; a type is
-- only ever wider.
CREATE TABLE IF NOT EXISTS voice_agent_sessions (
    -- promised as VARCHAR(100): a longer id must not stop a load
    session_id VARCHAR COMMENT 'The room''s name, or what the application passes.',
    -- promised as VARCHAR(255): a longer address must not stop a load
    user_email VARCHAR COMMENT 'The caller''s e-mail, lower-cased; plain, hmac or off by setting. [pii]',
    -- promised as TIMESTAMP: what TIMESTAMP is unless the account says otherwise; UTC
    start_time TIMESTAMP_NTZ(9) COMMENT 'Start of the session.',
    -- promised as TIMESTAMP: what TIMESTAMP is unless the account says otherwise; UTC
    end_time TIMESTAMP_NTZ(9) COMMENT 'End of the session: the close event, not the time of the report.',
    -- promised as NUMBER: NUMBER alone has no decimals and would round to seconds
    duration_seconds NUMBER(38, 6) COMMENT 'end_time - start_time, exactly.',
    discovered_signals VARIANT COMMENT 'What the customer told us.',
    tool_calls ARRAY COMMENT 'Tool calls in order of start. [pii inside]',
    metrics_summary VARIANT COMMENT 'The call in numbers.',
    cost_summary VARIANT COMMENT 'What the call cost.',
    -- promised as VARCHAR(50): the application's own word may be longer
    conversation_state VARCHAR COMMENT 'The application''s own state as it last set it.',
    year NUMBER COMMENT 'UTC year of start_time, from the object''s key.',
    month NUMBER COMMENT 'UTC month of start_time, from the object''s key.',
    day NUMBER COMMENT 'UTC day of start_time, from the object''s key.',
    schema_version NUMBER COMMENT 'Version of this contract.',
    turns ARRAY COMMENT 'One entry per turn, without words.',
    outcome VARIANT COMMENT 'How the call ended.',
    agent VARIANT COMMENT 'Which agent took the call.',
    telephony VARIANT COMMENT 'The phone side, for calls from a phone. [pii inside]',
    errors VARIANT COMMENT 'Errors by component.',
    user_metadata VARIANT COMMENT 'What the caller''s side passed, by allow-list. [pii]',
    custom VARIANT COMMENT 'The application''s own fields. [pii]',
    privacy VARIANT COMMENT 'Consent and transcript.',
    record VARIANT COMMENT 'The record about itself.',
    transcript ARRAY COMMENT 'The words; null unless switched on. [pii]',
    source_file VARCHAR COMMENT 'Key of the object that the row was read from.',
    loaded_at TIMESTAMP_LTZ COMMENT 'When it was loaded.'
);

-- Columns beside the promised ones, for a table that was made before they were.
ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS schema_version NUMBER COMMENT 'Version of this contract.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS turns ARRAY COMMENT 'One entry per turn, without words.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS outcome VARIANT COMMENT 'How the call ended.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS agent VARIANT COMMENT 'Which agent took the call.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS telephony VARIANT COMMENT 'The phone side, for calls from a phone. [pii inside]';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS errors VARIANT COMMENT 'Errors by component.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS user_metadata VARIANT COMMENT 'What the caller''s side passed, by allow-list. [pii]';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS custom VARIANT COMMENT 'The application''s own fields. [pii]';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS privacy VARIANT COMMENT 'Consent and transcript.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS record VARIANT COMMENT 'The record about itself.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS transcript ARRAY COMMENT 'The words; null unless switched on. [pii]';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS source_file VARCHAR COMMENT 'Key of the object that the row was read from.';

ALTER TABLE voice_agent_sessions ADD COLUMN IF NOT EXISTS loaded_at TIMESTAMP_LTZ COMMENT 'When it was loaded.';

-- sessions: a row per call.
CREATE OR REPLACE VIEW sessions (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    schema_version COMMENT 'Version of this contract.',
    user_email COMMENT 'The caller''s e-mail, lower-cased; plain, hmac or off by setting. [pii]',
    end_time COMMENT 'End of the session: the close event, not the time of the report.',
    duration_seconds COMMENT 'end_time - start_time, exactly.',
    team_size COMMENT 'People who would use the product; lower end of a range.',
    team_size_max COMMENT 'Upper end; equal to team_size for a point value.',
    document_volume_per_month COMMENT 'Documents sent per month; lower end of a range.',
    document_volume_per_month_max COMMENT 'Upper end; equal to document_volume_per_month for a point value.',
    integrations COMMENT 'Systems the customer uses, needs or asks for, by canonical name, sorted.',
    urgency COMMENT 'How soon they need it; null when nothing was said.',
    timeline COMMENT 'When they want to start, in a closed vocabulary.',
    competitors COMMENT 'Competing products named by the customer, sorted.',
    industry COMMENT 'The customer''s industry; null rather than a guess.',
    qualification_tier COMMENT 'sales_ready or self_serve by the tier rule; null when nothing is known.',
    signals_other COMMENT 'Signals of the business''s own packs.',
    user_turns COMMENT 'Turns of the user.',
    agent_turns COMMENT 'Turns of the agent.',
    interruptions COMMENT 'Agent turns that the user cut off.',
    latency_ms_eou_delay_n COMMENT 'Turns that have a value.',
    latency_ms_eou_delay_mean COMMENT 'Arithmetic mean.',
    latency_ms_eou_delay_p50 COMMENT 'Median.',
    latency_ms_eou_delay_p90 COMMENT '90th percentile.',
    latency_ms_eou_delay_p95 COMMENT '95th percentile.',
    latency_ms_eou_delay_p99 COMMENT '99th percentile.',
    latency_ms_eou_delay_max COMMENT 'Largest value.',
    latency_ms_transcription_delay_n COMMENT 'Turns that have a value.',
    latency_ms_transcription_delay_mean COMMENT 'Arithmetic mean.',
    latency_ms_transcription_delay_p50 COMMENT 'Median.',
    latency_ms_transcription_delay_p90 COMMENT '90th percentile.',
    latency_ms_transcription_delay_p95 COMMENT '95th percentile.',
    latency_ms_transcription_delay_p99 COMMENT '99th percentile.',
    latency_ms_transcription_delay_max COMMENT 'Largest value.',
    latency_ms_llm_ttft_n COMMENT 'Turns that have a value.',
    latency_ms_llm_ttft_mean COMMENT 'Arithmetic mean.',
    latency_ms_llm_ttft_p50 COMMENT 'Median.',
    latency_ms_llm_ttft_p90 COMMENT '90th percentile.',
    latency_ms_llm_ttft_p95 COMMENT '95th percentile.',
    latency_ms_llm_ttft_p99 COMMENT '99th percentile.',
    latency_ms_llm_ttft_max COMMENT 'Largest value.',
    latency_ms_tts_ttfb_n COMMENT 'Turns that have a value.',
    latency_ms_tts_ttfb_mean COMMENT 'Arithmetic mean.',
    latency_ms_tts_ttfb_p50 COMMENT 'Median.',
    latency_ms_tts_ttfb_p90 COMMENT '90th percentile.',
    latency_ms_tts_ttfb_p95 COMMENT '95th percentile.',
    latency_ms_tts_ttfb_p99 COMMENT '99th percentile.',
    latency_ms_tts_ttfb_max COMMENT 'Largest value.',
    latency_ms_e2e_n COMMENT 'Turns that have a value.',
    latency_ms_e2e_mean COMMENT 'Arithmetic mean.',
    latency_ms_e2e_p50 COMMENT 'Median.',
    latency_ms_e2e_p90 COMMENT '90th percentile.',
    latency_ms_e2e_p95 COMMENT '95th percentile.',
    latency_ms_e2e_p99 COMMENT '99th percentile.',
    latency_ms_e2e_max COMMENT 'Largest value.',
    llm_input_tokens COMMENT 'Total over kinds llm and realtime.',
    llm_cached_input_tokens COMMENT 'Total over kinds llm and realtime.',
    llm_output_tokens COMMENT 'Total over kinds llm and realtime.',
    stt_audio_seconds COMMENT 'Total over kind stt.',
    tts_audio_seconds COMMENT 'Total over kind tts.',
    tts_characters COMMENT 'Total over kind tts.',
    user_speaking_seconds COMMENT 'Sum over user turns; null if untold.',
    agent_speaking_seconds COMMENT 'Sum over agent turns; null if untold.',
    cost_currency COMMENT 'Currency of every amount.',
    cost_total COMMENT 'Sum of the known amounts; null if no line could be priced.',
    cost_complete COMMENT 'True if every line has an amount.',
    cost_openai COMMENT 'Sum of OpenAI''s lines.',
    cost_deepgram COMMENT 'Sum of Deepgram''s lines.',
    cost_elevenlabs COMMENT 'Sum of ElevenLabs'' lines.',
    cost_other COMMENT 'Sum of all other providers'' lines.',
    cost_price_book COMMENT 'Version of the price book.',
    conversation_state COMMENT 'The application''s own state as it last set it.',
    outcome_status COMMENT 'in_progress, completed, failed or crashed.',
    outcome_ended_by COMMENT 'Who ended it.',
    outcome_reason COMMENT 'Why it ended, in our closed list.',
    outcome_reason_raw COMMENT 'The host''s own word for it.',
    outcome_success COMMENT 'What the application or its evaluation said.',
    agent_framework COMMENT 'livekit, pipecat, ...',
    agent_framework_version COMMENT 'Version of the framework.',
    agent_name COMMENT 'The agent''s name.',
    agent_version COMMENT 'The agent''s own version.',
    agent_environment COMMENT 'production, staging, ...',
    agent_job_id COMMENT 'The host''s id of this job; with session_id it identifies the call. Where there is none, start_time does so too.',
    agent_room_name COMMENT 'Name of the room.',
    agent_room_sid COMMENT 'The server''s id of the room instance.',
    agent_tags COMMENT 'Tags that the application set.',
    telephony_direction COMMENT 'inbound or outbound.',
    telephony_provider_call_id COMMENT 'The carrier''s id of the call.',
    telephony_trunk_id COMMENT 'The trunk.',
    telephony_from_number_hmac COMMENT 'HMAC-SHA256 of the calling number; null without a key. [pii]',
    telephony_to_number_hmac COMMENT 'HMAC-SHA256 of the called number; null without a key. [pii]',
    errors_llm COMMENT 'Errors of the LLM.',
    errors_stt COMMENT 'Errors of STT.',
    errors_tts COMMENT 'Errors of TTS.',
    errors_tool COMMENT 'Tool calls that failed.',
    errors_other COMMENT 'All others.',
    user_metadata COMMENT 'What the caller''s side passed, by allow-list. [pii]',
    custom COMMENT 'The application''s own fields. [pii]',
    privacy_transcript COMMENT 'Whether the words are in this record.',
    privacy_consent_obtained COMMENT 'What the application said; null if it said nothing.',
    privacy_consent_at COMMENT 'When consent was given or refused.',
    record_revision COMMENT 'Checkpoints count up; of several records of one call the highest holds.',
    record_recovered COMMENT 'True if written by recovery after the call''s process died.',
    record_complete COMMENT 'False if something is known to be missing.',
    record_incomplete_reasons COMMENT 'What is missing, in a closed list.',
    record_produced_by COMMENT 'Name and version of the software that wrote this.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    r.schema_version AS schema_version,
    r.user_email AS user_email,
    r.end_time AS end_time,
    r.duration_seconds::FLOAT AS duration_seconds,
    r.discovered_signals:team_size::NUMBER(38, 0) AS team_size,
    r.discovered_signals:team_size_max::NUMBER(38, 0) AS team_size_max,
    r.discovered_signals:document_volume_per_month::FLOAT AS document_volume_per_month,
    r.discovered_signals:document_volume_per_month_max::FLOAT AS document_volume_per_month_max,
    nullif(array_to_string(r.discovered_signals:integrations::ARRAY, ','), '') AS integrations,
    r.discovered_signals:urgency::VARCHAR AS urgency,
    r.discovered_signals:timeline::VARCHAR AS timeline,
    nullif(array_to_string(r.discovered_signals:competitors::ARRAY, ','), '') AS competitors,
    r.discovered_signals:industry::VARCHAR AS industry,
    r.discovered_signals:qualification_tier::VARCHAR AS qualification_tier,
    nullif(to_json(r.discovered_signals:other), '{}') AS signals_other,
    r.metrics_summary:user_turns::NUMBER(38, 0) AS user_turns,
    r.metrics_summary:agent_turns::NUMBER(38, 0) AS agent_turns,
    r.metrics_summary:interruptions::NUMBER(38, 0) AS interruptions,
    r.metrics_summary:latency_ms.eou_delay.n::NUMBER(38, 0) AS latency_ms_eou_delay_n,
    r.metrics_summary:latency_ms.eou_delay.mean::FLOAT AS latency_ms_eou_delay_mean,
    r.metrics_summary:latency_ms.eou_delay.p50::FLOAT AS latency_ms_eou_delay_p50,
    r.metrics_summary:latency_ms.eou_delay.p90::FLOAT AS latency_ms_eou_delay_p90,
    r.metrics_summary:latency_ms.eou_delay.p95::FLOAT AS latency_ms_eou_delay_p95,
    r.metrics_summary:latency_ms.eou_delay.p99::FLOAT AS latency_ms_eou_delay_p99,
    r.metrics_summary:latency_ms.eou_delay.max::FLOAT AS latency_ms_eou_delay_max,
    r.metrics_summary:latency_ms.transcription_delay.n::NUMBER(38, 0) AS latency_ms_transcription_delay_n,
    r.metrics_summary:latency_ms.transcription_delay.mean::FLOAT AS latency_ms_transcription_delay_mean,
    r.metrics_summary:latency_ms.transcription_delay.p50::FLOAT AS latency_ms_transcription_delay_p50,
    r.metrics_summary:latency_ms.transcription_delay.p90::FLOAT AS latency_ms_transcription_delay_p90,
    r.metrics_summary:latency_ms.transcription_delay.p95::FLOAT AS latency_ms_transcription_delay_p95,
    r.metrics_summary:latency_ms.transcription_delay.p99::FLOAT AS latency_ms_transcription_delay_p99,
    r.metrics_summary:latency_ms.transcription_delay.max::FLOAT AS latency_ms_transcription_delay_max,
    r.metrics_summary:latency_ms.llm_ttft.n::NUMBER(38, 0) AS latency_ms_llm_ttft_n,
    r.metrics_summary:latency_ms.llm_ttft.mean::FLOAT AS latency_ms_llm_ttft_mean,
    r.metrics_summary:latency_ms.llm_ttft.p50::FLOAT AS latency_ms_llm_ttft_p50,
    r.metrics_summary:latency_ms.llm_ttft.p90::FLOAT AS latency_ms_llm_ttft_p90,
    r.metrics_summary:latency_ms.llm_ttft.p95::FLOAT AS latency_ms_llm_ttft_p95,
    r.metrics_summary:latency_ms.llm_ttft.p99::FLOAT AS latency_ms_llm_ttft_p99,
    r.metrics_summary:latency_ms.llm_ttft.max::FLOAT AS latency_ms_llm_ttft_max,
    r.metrics_summary:latency_ms.tts_ttfb.n::NUMBER(38, 0) AS latency_ms_tts_ttfb_n,
    r.metrics_summary:latency_ms.tts_ttfb.mean::FLOAT AS latency_ms_tts_ttfb_mean,
    r.metrics_summary:latency_ms.tts_ttfb.p50::FLOAT AS latency_ms_tts_ttfb_p50,
    r.metrics_summary:latency_ms.tts_ttfb.p90::FLOAT AS latency_ms_tts_ttfb_p90,
    r.metrics_summary:latency_ms.tts_ttfb.p95::FLOAT AS latency_ms_tts_ttfb_p95,
    r.metrics_summary:latency_ms.tts_ttfb.p99::FLOAT AS latency_ms_tts_ttfb_p99,
    r.metrics_summary:latency_ms.tts_ttfb.max::FLOAT AS latency_ms_tts_ttfb_max,
    r.metrics_summary:latency_ms.e2e.n::NUMBER(38, 0) AS latency_ms_e2e_n,
    r.metrics_summary:latency_ms.e2e.mean::FLOAT AS latency_ms_e2e_mean,
    r.metrics_summary:latency_ms.e2e.p50::FLOAT AS latency_ms_e2e_p50,
    r.metrics_summary:latency_ms.e2e.p90::FLOAT AS latency_ms_e2e_p90,
    r.metrics_summary:latency_ms.e2e.p95::FLOAT AS latency_ms_e2e_p95,
    r.metrics_summary:latency_ms.e2e.p99::FLOAT AS latency_ms_e2e_p99,
    r.metrics_summary:latency_ms.e2e.max::FLOAT AS latency_ms_e2e_max,
    r.metrics_summary:llm_input_tokens::NUMBER(38, 0) AS llm_input_tokens,
    r.metrics_summary:llm_cached_input_tokens::NUMBER(38, 0) AS llm_cached_input_tokens,
    r.metrics_summary:llm_output_tokens::NUMBER(38, 0) AS llm_output_tokens,
    r.metrics_summary:stt_audio_seconds::FLOAT AS stt_audio_seconds,
    r.metrics_summary:tts_audio_seconds::FLOAT AS tts_audio_seconds,
    r.metrics_summary:tts_characters::NUMBER(38, 0) AS tts_characters,
    r.metrics_summary:user_speaking_seconds::FLOAT AS user_speaking_seconds,
    r.metrics_summary:agent_speaking_seconds::FLOAT AS agent_speaking_seconds,
    r.cost_summary:currency::VARCHAR AS cost_currency,
    r.cost_summary:total::NUMBER(18, 9) AS cost_total,
    r.cost_summary:complete::BOOLEAN AS cost_complete,
    r.cost_summary:openai::NUMBER(18, 9) AS cost_openai,
    r.cost_summary:deepgram::NUMBER(18, 9) AS cost_deepgram,
    r.cost_summary:elevenlabs::NUMBER(18, 9) AS cost_elevenlabs,
    r.cost_summary:other::NUMBER(18, 9) AS cost_other,
    r.cost_summary:price_book::VARCHAR AS cost_price_book,
    r.conversation_state AS conversation_state,
    r.outcome:status::VARCHAR AS outcome_status,
    r.outcome:ended_by::VARCHAR AS outcome_ended_by,
    r.outcome:reason::VARCHAR AS outcome_reason,
    r.outcome:reason_raw::VARCHAR AS outcome_reason_raw,
    r.outcome:success::BOOLEAN AS outcome_success,
    r.agent:framework::VARCHAR AS agent_framework,
    r.agent:framework_version::VARCHAR AS agent_framework_version,
    r.agent:name::VARCHAR AS agent_name,
    r.agent:version::VARCHAR AS agent_version,
    r.agent:environment::VARCHAR AS agent_environment,
    r.agent:job_id::VARCHAR AS agent_job_id,
    r.agent:room_name::VARCHAR AS agent_room_name,
    r.agent:room_sid::VARCHAR AS agent_room_sid,
    nullif(array_to_string(r.agent:tags::ARRAY, ','), '') AS agent_tags,
    r.telephony:direction::VARCHAR AS telephony_direction,
    r.telephony:provider_call_id::VARCHAR AS telephony_provider_call_id,
    r.telephony:trunk_id::VARCHAR AS telephony_trunk_id,
    r.telephony:from_number_hmac::VARCHAR AS telephony_from_number_hmac,
    r.telephony:to_number_hmac::VARCHAR AS telephony_to_number_hmac,
    r.errors:llm::NUMBER(38, 0) AS errors_llm,
    r.errors:stt::NUMBER(38, 0) AS errors_stt,
    r.errors:tts::NUMBER(38, 0) AS errors_tts,
    r.errors:tool::NUMBER(38, 0) AS errors_tool,
    r.errors:other::NUMBER(38, 0) AS errors_other,
    nullif(to_json(r.user_metadata), '{}') AS user_metadata,
    nullif(to_json(r.custom), '{}') AS custom,
    r.privacy:transcript::VARCHAR AS privacy_transcript,
    r.privacy:consent_obtained::BOOLEAN AS privacy_consent_obtained,
    r.privacy:consent_at::TIMESTAMP_NTZ AS privacy_consent_at,
    r.record:revision::NUMBER(38, 0) AS record_revision,
    r.record:recovered::BOOLEAN AS record_recovered,
    r.record:complete::BOOLEAN AS record_complete,
    nullif(array_to_string(r.record:incomplete_reasons::ARRAY, ','), '') AS record_incomplete_reasons,
    r.record:produced_by::VARCHAR AS record_produced_by
FROM landed AS r
WHERE r.place = 1;

-- signal_evidence: a row per element of discovered_signals.evidence.
CREATE OR REPLACE VIEW signal_evidence (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    signal COMMENT 'Which signal this is evidence for, by its field name.',
    rule COMMENT 'Name of the rule that found it.',
    turn COMMENT 'Number of the turn in `turns` that settled it.',
    confidence COMMENT 'Share of such findings that are right, in [0, 1].'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    e.value:signal::VARCHAR AS signal,
    e.value:rule::VARCHAR AS rule,
    e.value:turn::NUMBER(38, 0) AS turn,
    e.value:confidence::FLOAT AS confidence
FROM landed AS r,
    LATERAL FLATTEN(input => r.discovered_signals:evidence) AS e
WHERE r.place = 1;

-- tool_calls: a row per element of tool_calls.
CREATE OR REPLACE VIEW tool_calls (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    call_id COMMENT 'The model''s id of this call.',
    name COMMENT 'The tool''s name.',
    category COMMENT 'What the tool is for, by a mapping the application can extend.',
    started_at COMMENT 'When execution began.',
    duration_ms COMMENT 'Execution time.',
    status COMMENT 'ok, error, or cancelled (started and never answered).',
    error_type COMMENT 'Class of the error, never its text.',
    arguments COMMENT 'JSON; null unless switched on. [pii]'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    e.value:call_id::VARCHAR AS call_id,
    e.value:name::VARCHAR AS name,
    e.value:category::VARCHAR AS category,
    e.value:started_at::TIMESTAMP_NTZ AS started_at,
    e.value:duration_ms::FLOAT AS duration_ms,
    e.value:status::VARCHAR AS status,
    e.value:error_type::VARCHAR AS error_type,
    e.value:arguments::VARCHAR AS arguments
FROM landed AS r,
    LATERAL FLATTEN(input => r.tool_calls) AS e
WHERE r.place = 1;

-- usage: a row per element of metrics_summary.usage.
CREATE OR REPLACE VIEW usage (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    kind COMMENT 'llm, stt, tts or realtime.',
    provider COMMENT 'Normalised vendor name; null if the host names none.',
    model COMMENT 'The model as requested.',
    requests COMMENT 'Requests that reported usage.',
    input_tokens COMMENT 'All input tokens, cached ones included.',
    cached_input_tokens COMMENT 'Part of input_tokens that was read from cache.',
    cache_write_tokens COMMENT 'Part of input_tokens that was written to cache.',
    output_tokens COMMENT 'All output tokens, reasoning included.',
    reasoning_tokens COMMENT 'Part of output_tokens spent on reasoning.',
    input_audio_tokens COMMENT 'Part of input_tokens that is audio.',
    cached_input_audio_tokens COMMENT 'Part of cached_input_tokens that is audio.',
    output_audio_tokens COMMENT 'Part of output_tokens that is audio.',
    audio_seconds COMMENT 'Audio sent to STT, or received from TTS; for a realtime model billed by time, how long it was connected.',
    characters COMMENT 'Characters sent to TTS.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    e.value:kind::VARCHAR AS kind,
    e.value:provider::VARCHAR AS provider,
    e.value:model::VARCHAR AS model,
    e.value:requests::NUMBER(38, 0) AS requests,
    e.value:input_tokens::NUMBER(38, 0) AS input_tokens,
    e.value:cached_input_tokens::NUMBER(38, 0) AS cached_input_tokens,
    e.value:cache_write_tokens::NUMBER(38, 0) AS cache_write_tokens,
    e.value:output_tokens::NUMBER(38, 0) AS output_tokens,
    e.value:reasoning_tokens::NUMBER(38, 0) AS reasoning_tokens,
    e.value:input_audio_tokens::NUMBER(38, 0) AS input_audio_tokens,
    e.value:cached_input_audio_tokens::NUMBER(38, 0) AS cached_input_audio_tokens,
    e.value:output_audio_tokens::NUMBER(38, 0) AS output_audio_tokens,
    e.value:audio_seconds::FLOAT AS audio_seconds,
    e.value:characters::NUMBER(38, 0) AS characters
FROM landed AS r,
    LATERAL FLATTEN(input => r.metrics_summary:usage) AS e
WHERE r.place = 1;

-- cost_lines: a row per element of cost_summary.lines.
CREATE OR REPLACE VIEW cost_lines (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    kind COMMENT 'llm, stt, tts or realtime.',
    provider COMMENT 'Normalised vendor name.',
    model COMMENT 'The model as requested.',
    unit COMMENT 'What is counted: input_token, cached_input_token, output_token, second, character, ...',
    quantity COMMENT 'How many of the unit were consumed.',
    unit_price COMMENT 'Price of `per` units; null if unknown.',
    per COMMENT 'How many units unit_price buys: 1000000 tokens, 60 seconds, 1000 characters.',
    amount COMMENT 'Estimated list cost; null if unknown, never 0 for unknown.',
    rate_from COMMENT 'Date (YYYY-MM-DD) from which the rate holds; null if its book does not say.',
    rate_source COMMENT 'Where the rate comes from.',
    status COMMENT 'priced, override (from the owner''s price file) or unknown.',
    reason COMMENT 'Why a line has no amount.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    e.value:kind::VARCHAR AS kind,
    e.value:provider::VARCHAR AS provider,
    e.value:model::VARCHAR AS model,
    e.value:unit::VARCHAR AS unit,
    e.value:quantity::NUMBER(18, 9) AS quantity,
    e.value:unit_price::NUMBER(18, 9) AS unit_price,
    e.value:per::NUMBER(38, 0) AS per,
    e.value:amount::NUMBER(18, 9) AS amount,
    e.value:rate_from::VARCHAR AS rate_from,
    e.value:rate_source::VARCHAR AS rate_source,
    e.value:status::VARCHAR AS status,
    e.value:reason::VARCHAR AS reason
FROM landed AS r,
    LATERAL FLATTEN(input => r.cost_summary:lines) AS e
WHERE r.place = 1;

-- turns: a row per element of turns.
CREATE OR REPLACE VIEW turns (
    session_id COMMENT 'The room''s name, or what the application passes.',
    job_id COMMENT 'The host''s id of this job; '''' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    turn COMMENT 'Position in the call, from 0.',
    role COMMENT 'user or agent.',
    started_at COMMENT 'Start of speech, or of the text if the host does not time speech.',
    ended_at COMMENT 'End of speech.',
    interrupted COMMENT 'The other side cut it off.',
    llm_provider COMMENT 'Who generated it.',
    llm_model COMMENT 'Which model generated it.',
    eou_delay_ms COMMENT 'End of speech -> turn decided over.',
    transcription_delay_ms COMMENT 'End of speech -> final transcript.',
    llm_ttft_ms COMMENT 'LLM request -> first token.',
    tts_ttfb_ms COMMENT 'Text to TTS -> first audio byte.',
    e2e_ms COMMENT 'User stops -> agent starts.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent:job_id::VARCHAR, ''),
                CASE WHEN coalesce(agent:job_id::VARCHAR, '') = '' THEN start_time END
            ORDER BY record:revision::NUMBER(38, 0) DESC, source_file DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent:job_id::VARCHAR, '') AS job_id,
    r.start_time AS start_time,
    lpad(r.year::VARCHAR, 4, '0') AS year,
    lpad(r.month::VARCHAR, 2, '0') AS month,
    lpad(r.day::VARCHAR, 2, '0') AS day,
    e.value:turn::NUMBER(38, 0) AS turn,
    e.value:role::VARCHAR AS role,
    e.value:started_at::TIMESTAMP_NTZ AS started_at,
    e.value:ended_at::TIMESTAMP_NTZ AS ended_at,
    e.value:interrupted::BOOLEAN AS interrupted,
    e.value:llm_provider::VARCHAR AS llm_provider,
    e.value:llm_model::VARCHAR AS llm_model,
    e.value:eou_delay_ms::FLOAT AS eou_delay_ms,
    e.value:transcription_delay_ms::FLOAT AS transcription_delay_ms,
    e.value:llm_ttft_ms::FLOAT AS llm_ttft_ms,
    e.value:tts_ttfb_ms::FLOAT AS tts_ttfb_ms,
    e.value:e2e_ms::FLOAT AS e2e_ms
FROM landed AS r,
    LATERAL FLATTEN(input => r.turns) AS e
WHERE r.place = 1;
