-- The tables of version 1 in Spark.
-- Generated from `src/aftercall/record.py`. Try: `make schema`
-- With your places in it, and with all that stands around it: aftercall setup spark

-- The table describes the files and holds none: dropped and made again it has the columns of today.
-- Times are text here, and the views cast them.
DROP TABLE IF EXISTS voice_agent_sessions;

CREATE TABLE voice_agent_sessions (
    schema_version bigint COMMENT 'Version of this contract.',
    session_id string COMMENT 'The room\'s name, or what the application passes.',
    user_email string COMMENT 'The caller\'s e-mail, lower-cased; plain, hmac or off by setting. [pii]',
    start_time string COMMENT 'Start of the session.',
    end_time string COMMENT 'End of the session: the close event, not the time of the report.',
    duration_seconds double COMMENT 'end_time - start_time, exactly.',
    discovered_signals struct<team_size:bigint,team_size_max:bigint,document_volume_per_month:double,document_volume_per_month_max:double,integrations:array<string>,urgency:string,timeline:string,competitors:array<string>,industry:string,qualification_tier:string,other:map<string,string>,evidence:array<struct<signal:string,rule:string,turn:bigint,confidence:double>>> COMMENT 'What the customer told us.',
    tool_calls array<struct<call_id:string,name:string,category:string,started_at:string,duration_ms:double,status:string,error_type:string,arguments:string>> COMMENT 'Tool calls in order of start. [pii inside]',
    metrics_summary struct<user_turns:bigint,agent_turns:bigint,interruptions:bigint,latency_ms:struct<eou_delay:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,transcription_delay:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,llm_ttft:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,tts_ttfb:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,e2e:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>>,usage:array<struct<kind:string,provider:string,model:string,requests:bigint,input_tokens:bigint,cached_input_tokens:bigint,cache_write_tokens:bigint,output_tokens:bigint,reasoning_tokens:bigint,input_audio_tokens:bigint,cached_input_audio_tokens:bigint,output_audio_tokens:bigint,audio_seconds:double,characters:bigint>>,llm_input_tokens:bigint,llm_cached_input_tokens:bigint,llm_output_tokens:bigint,stt_audio_seconds:double,tts_audio_seconds:double,tts_characters:bigint,user_speaking_seconds:double,agent_speaking_seconds:double> COMMENT 'The call in numbers.',
    cost_summary struct<currency:string,total:decimal(18,9),complete:boolean,openai:decimal(18,9),deepgram:decimal(18,9),elevenlabs:decimal(18,9),other:decimal(18,9),price_book:string,lines:array<struct<kind:string,provider:string,model:string,unit:string,quantity:decimal(18,9),unit_price:decimal(18,9),per:bigint,amount:decimal(18,9),rate_from:string,rate_source:string,status:string,reason:string>>> COMMENT 'What the call cost.',
    turns array<struct<turn:bigint,role:string,started_at:string,ended_at:string,interrupted:boolean,llm_provider:string,llm_model:string,eou_delay_ms:double,transcription_delay_ms:double,llm_ttft_ms:double,tts_ttfb_ms:double,e2e_ms:double>> COMMENT 'One entry per turn, without words.',
    conversation_state string COMMENT 'The application\'s own state as it last set it.',
    outcome struct<status:string,ended_by:string,reason:string,reason_raw:string,success:boolean> COMMENT 'How the call ended.',
    agent struct<framework:string,framework_version:string,name:string,version:string,environment:string,job_id:string,room_name:string,room_sid:string,tags:array<string>> COMMENT 'Which agent took the call.',
    telephony struct<direction:string,provider_call_id:string,trunk_id:string,from_number_hmac:string,to_number_hmac:string> COMMENT 'The phone side, for calls from a phone. [pii inside]',
    errors struct<llm:bigint,stt:bigint,tts:bigint,tool:bigint,other:bigint> COMMENT 'Errors by component.',
    user_metadata map<string,string> COMMENT 'What the caller\'s side passed, by allow-list. [pii]',
    custom map<string,string> COMMENT 'The application\'s own fields. [pii]',
    privacy struct<transcript:string,consent_obtained:boolean,consent_at:string> COMMENT 'Consent and transcript.',
    record struct<revision:bigint,recovered:boolean,complete:boolean,incomplete_reasons:array<string>,produced_by:string> COMMENT 'The record about itself.',
    transcript array<struct<turn:bigint,role:string,text:string,started_at:string>> COMMENT 'The words; null unless switched on. [pii]',
    year string COMMENT 'UTC year of start_time, from the object\'s key.',
    month string COMMENT 'UTC month of start_time, from the object\'s key.',
    day string COMMENT 'UTC day of start_time, from the object\'s key.'
)
USING json
PARTITIONED BY (year, month, day)
LOCATION 's3://BUCKET/sessions/';

-- Finds the days that are there. Run it again for the days that came since.
MSCK REPAIR TABLE voice_agent_sessions;

-- sessions: a row per call.
CREATE OR REPLACE VIEW sessions (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    schema_version COMMENT 'Version of this contract.',
    user_email COMMENT 'The caller\'s e-mail, lower-cased; plain, hmac or off by setting. [pii]',
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
    industry COMMENT 'The customer\'s industry; null rather than a guess.',
    qualification_tier COMMENT 'sales_ready or self_serve by the tier rule; null when nothing is known.',
    signals_other COMMENT 'Signals of the business\'s own packs.',
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
    cost_openai COMMENT 'Sum of OpenAI\'s lines.',
    cost_deepgram COMMENT 'Sum of Deepgram\'s lines.',
    cost_elevenlabs COMMENT 'Sum of ElevenLabs\' lines.',
    cost_other COMMENT 'Sum of all other providers\' lines.',
    cost_price_book COMMENT 'Version of the price book.',
    conversation_state COMMENT 'The application\'s own state as it last set it.',
    outcome_status COMMENT 'in_progress, completed, failed or crashed.',
    outcome_ended_by COMMENT 'Who ended it.',
    outcome_reason COMMENT 'Why it ended, in our closed list.',
    outcome_reason_raw COMMENT 'The host\'s own word for it.',
    outcome_success COMMENT 'What the application or its evaluation said.',
    agent_framework COMMENT 'livekit, pipecat, ...',
    agent_framework_version COMMENT 'Version of the framework.',
    agent_name COMMENT 'The agent\'s name.',
    agent_version COMMENT 'The agent\'s own version.',
    agent_environment COMMENT 'production, staging, ...',
    agent_job_id COMMENT 'The host\'s id of this job; with session_id it identifies the call. Where there is none, start_time does so too.',
    agent_room_name COMMENT 'Name of the room.',
    agent_room_sid COMMENT 'The server\'s id of the room instance.',
    agent_tags COMMENT 'Tags that the application set.',
    telephony_direction COMMENT 'inbound or outbound.',
    telephony_provider_call_id COMMENT 'The carrier\'s id of the call.',
    telephony_trunk_id COMMENT 'The trunk.',
    telephony_from_number_hmac COMMENT 'HMAC-SHA256 of the calling number; null without a key. [pii]',
    telephony_to_number_hmac COMMENT 'HMAC-SHA256 of the called number; null without a key. [pii]',
    errors_llm COMMENT 'Errors of the LLM.',
    errors_stt COMMENT 'Errors of STT.',
    errors_tts COMMENT 'Errors of TTS.',
    errors_tool COMMENT 'Tool calls that failed.',
    errors_other COMMENT 'All others.',
    user_metadata COMMENT 'What the caller\'s side passed, by allow-list. [pii]',
    custom COMMENT 'The application\'s own fields. [pii]',
    privacy_transcript COMMENT 'Whether the words are in this record.',
    privacy_consent_obtained COMMENT 'What the application said; null if it said nothing.',
    privacy_consent_at COMMENT 'When consent was given or refused.',
    record_revision COMMENT 'Checkpoints count up; of several records of one call the highest holds.',
    record_recovered COMMENT 'True if written by recovery after the call\'s process died.',
    record_complete COMMENT 'False if something is known to be missing.',
    record_incomplete_reasons COMMENT 'What is missing, in a closed list.',
    record_produced_by COMMENT 'Name and version of the software that wrote this.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.schema_version AS schema_version,
    r.user_email AS user_email,
    CAST(replace(r.end_time, 'Z', '') AS TIMESTAMP_NTZ) AS end_time,
    r.duration_seconds AS duration_seconds,
    r.discovered_signals.team_size AS team_size,
    r.discovered_signals.team_size_max AS team_size_max,
    r.discovered_signals.document_volume_per_month AS document_volume_per_month,
    r.discovered_signals.document_volume_per_month_max AS document_volume_per_month_max,
    nullif(array_join(r.discovered_signals.integrations, ','), '') AS integrations,
    r.discovered_signals.urgency AS urgency,
    r.discovered_signals.timeline AS timeline,
    nullif(array_join(r.discovered_signals.competitors, ','), '') AS competitors,
    r.discovered_signals.industry AS industry,
    r.discovered_signals.qualification_tier AS qualification_tier,
    nullif(to_json(r.discovered_signals.other), '{}') AS signals_other,
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
    nullif(array_join(r.agent.tags, ','), '') AS agent_tags,
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
    nullif(to_json(r.user_metadata), '{}') AS user_metadata,
    nullif(to_json(r.custom), '{}') AS custom,
    r.privacy.transcript AS privacy_transcript,
    r.privacy.consent_obtained AS privacy_consent_obtained,
    CAST(replace(r.privacy.consent_at, 'Z', '') AS TIMESTAMP_NTZ) AS privacy_consent_at,
    r.record.revision AS record_revision,
    r.record.recovered AS record_recovered,
    r.record.complete AS record_complete,
    nullif(array_join(r.record.incomplete_reasons, ','), '') AS record_incomplete_reasons,
    r.record.produced_by AS record_produced_by
FROM landed AS r
WHERE r.place = 1;

-- signal_evidence: a row per element of discovered_signals.evidence.
CREATE OR REPLACE VIEW signal_evidence (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
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
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.element.signal AS signal,
    e.element.rule AS rule,
    e.element.turn AS turn,
    e.element.confidence AS confidence
FROM landed AS r
LATERAL VIEW explode(r.discovered_signals.evidence) e AS element
WHERE r.place = 1;

-- tool_calls: a row per element of tool_calls.
CREATE OR REPLACE VIEW tool_calls (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
    start_time COMMENT 'Start of the session.',
    year COMMENT 'UTC year of start_time, four digits.',
    month COMMENT 'UTC month of start_time, two digits.',
    day COMMENT 'UTC day of start_time, two digits.',
    call_id COMMENT 'The model\'s id of this call.',
    name COMMENT 'The tool\'s name.',
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
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.element.call_id AS call_id,
    e.element.name AS name,
    e.element.category AS category,
    CAST(replace(e.element.started_at, 'Z', '') AS TIMESTAMP_NTZ) AS started_at,
    e.element.duration_ms AS duration_ms,
    e.element.status AS status,
    e.element.error_type AS error_type,
    e.element.arguments AS arguments
FROM landed AS r
LATERAL VIEW explode(r.tool_calls) e AS element
WHERE r.place = 1;

-- usage: a row per element of metrics_summary.usage.
CREATE OR REPLACE VIEW usage (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
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
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.element.kind AS kind,
    e.element.provider AS provider,
    e.element.model AS model,
    e.element.requests AS requests,
    e.element.input_tokens AS input_tokens,
    e.element.cached_input_tokens AS cached_input_tokens,
    e.element.cache_write_tokens AS cache_write_tokens,
    e.element.output_tokens AS output_tokens,
    e.element.reasoning_tokens AS reasoning_tokens,
    e.element.input_audio_tokens AS input_audio_tokens,
    e.element.cached_input_audio_tokens AS cached_input_audio_tokens,
    e.element.output_audio_tokens AS output_audio_tokens,
    e.element.audio_seconds AS audio_seconds,
    e.element.characters AS characters
FROM landed AS r
LATERAL VIEW explode(r.metrics_summary.usage) e AS element
WHERE r.place = 1;

-- cost_lines: a row per element of cost_summary.lines.
CREATE OR REPLACE VIEW cost_lines (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
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
    status COMMENT 'priced, override (from the owner\'s price file) or unknown.',
    reason COMMENT 'Why a line has no amount.'
) AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.element.kind AS kind,
    e.element.provider AS provider,
    e.element.model AS model,
    e.element.unit AS unit,
    e.element.quantity AS quantity,
    e.element.unit_price AS unit_price,
    e.element.per AS per,
    e.element.amount AS amount,
    e.element.rate_from AS rate_from,
    e.element.rate_source AS rate_source,
    e.element.status AS status,
    e.element.reason AS reason
FROM landed AS r
LATERAL VIEW explode(r.cost_summary.lines) e AS element
WHERE r.place = 1;

-- turns: a row per element of turns.
CREATE OR REPLACE VIEW turns (
    session_id COMMENT 'The room\'s name, or what the application passes.',
    job_id COMMENT 'The host\'s id of this job; \'\' if it has none.',
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
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _metadata.file_path DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(r.start_time, 'Z', '') AS TIMESTAMP_NTZ) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.element.turn AS turn,
    e.element.role AS role,
    CAST(replace(e.element.started_at, 'Z', '') AS TIMESTAMP_NTZ) AS started_at,
    CAST(replace(e.element.ended_at, 'Z', '') AS TIMESTAMP_NTZ) AS ended_at,
    e.element.interrupted AS interrupted,
    e.element.llm_provider AS llm_provider,
    e.element.llm_model AS llm_model,
    e.element.eou_delay_ms AS eou_delay_ms,
    e.element.transcription_delay_ms AS transcription_delay_ms,
    e.element.llm_ttft_ms AS llm_ttft_ms,
    e.element.tts_ttfb_ms AS tts_ttfb_ms,
    e.element.e2e_ms AS e2e_ms
FROM landed AS r
LATERAL VIEW explode(r.turns) e AS element
WHERE r.place = 1;
