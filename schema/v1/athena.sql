-- The tables of version 1 in Athena.
-- Generated from `src/aftercall/record.py`. Try: `make schema`
-- With your places in it, and with all that stands around it: aftercall setup athena

-- The table describes the files and holds none: dropped and made again it has the columns of today.
-- Times are text here, and the views cast them. Partitions are projected: no crawler, no MSCK REPAIR TABLE.
DROP TABLE IF EXISTS voice_agent_sessions;

CREATE EXTERNAL TABLE voice_agent_sessions (
    `schema_version` bigint COMMENT 'Version of this contract.',
    `session_id` string COMMENT 'The room\'s name, or what the application passes.',
    `user_email` string COMMENT 'The caller\'s e-mail, lower-cased; plain, hmac or off by setting. [pii]',
    `start_time` string COMMENT 'Start of the session.',
    `end_time` string COMMENT 'End of the session: the close event, not the time of the report.',
    `duration_seconds` double COMMENT 'end_time - start_time, exactly.',
    `discovered_signals` struct<team_size:bigint,team_size_max:bigint,document_volume_per_month:double,document_volume_per_month_max:double,integrations:array<string>,urgency:string,timeline:string,competitors:array<string>,industry:string,qualification_tier:string,other:map<string,string>,evidence:array<struct<signal:string,rule:string,turn:bigint,confidence:double>>> COMMENT 'What the customer told us.',
    `tool_calls` array<struct<call_id:string,name:string,category:string,started_at:string,duration_ms:double,status:string,error_type:string,arguments:string>> COMMENT 'Tool calls in order of start. [pii inside]',
    `metrics_summary` struct<user_turns:bigint,agent_turns:bigint,interruptions:bigint,latency_ms:struct<eou_delay:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,transcription_delay:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,llm_ttft:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,tts_ttfb:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>,e2e:struct<n:bigint,mean:double,p50:double,p90:double,p95:double,p99:double,max:double>>,usage:array<struct<kind:string,provider:string,model:string,requests:bigint,input_tokens:bigint,cached_input_tokens:bigint,cache_write_tokens:bigint,output_tokens:bigint,reasoning_tokens:bigint,input_audio_tokens:bigint,cached_input_audio_tokens:bigint,output_audio_tokens:bigint,audio_seconds:double,characters:bigint>>,llm_input_tokens:bigint,llm_cached_input_tokens:bigint,llm_output_tokens:bigint,stt_audio_seconds:double,tts_audio_seconds:double,tts_characters:bigint,user_speaking_seconds:double,agent_speaking_seconds:double> COMMENT 'The call in numbers.',
    `cost_summary` struct<currency:string,total:decimal(18,9),complete:boolean,openai:decimal(18,9),deepgram:decimal(18,9),elevenlabs:decimal(18,9),other:decimal(18,9),price_book:string,lines:array<struct<kind:string,provider:string,model:string,unit:string,quantity:decimal(18,9),unit_price:decimal(18,9),per:bigint,amount:decimal(18,9),rate_from:string,rate_source:string,status:string,reason:string>>> COMMENT 'What the call cost.',
    `turns` array<struct<turn:bigint,role:string,started_at:string,ended_at:string,interrupted:boolean,llm_provider:string,llm_model:string,eou_delay_ms:double,transcription_delay_ms:double,llm_ttft_ms:double,tts_ttfb_ms:double,e2e_ms:double>> COMMENT 'One entry per turn, without words.',
    `conversation_state` string COMMENT 'The application\'s own state as it last set it.',
    `outcome` struct<status:string,ended_by:string,reason:string,reason_raw:string,success:boolean> COMMENT 'How the call ended.',
    `agent` struct<framework:string,framework_version:string,name:string,version:string,environment:string,job_id:string,room_name:string,room_sid:string,tags:array<string>> COMMENT 'Which agent took the call.',
    `telephony` struct<direction:string,provider_call_id:string,trunk_id:string,from_number_hmac:string,to_number_hmac:string> COMMENT 'The phone side, for calls from a phone. [pii inside]',
    `errors` struct<llm:bigint,stt:bigint,tts:bigint,tool:bigint,other:bigint> COMMENT 'Errors by component.',
    `user_metadata` map<string,string> COMMENT 'What the caller\'s side passed, by allow-list. [pii]',
    `custom` map<string,string> COMMENT 'The application\'s own fields. [pii]',
    `privacy` struct<transcript:string,consent_obtained:boolean,consent_at:string> COMMENT 'Consent and transcript.',
    `record` struct<revision:bigint,recovered:boolean,complete:boolean,incomplete_reasons:array<string>,produced_by:string> COMMENT 'The record about itself.',
    `transcript` array<struct<turn:bigint,role:string,text:string,started_at:string>> COMMENT 'The words; null unless switched on. [pii]'
)
PARTITIONED BY (
    `year` string COMMENT 'UTC year of start_time, from the object\'s key.',
    `month` string COMMENT 'UTC month of start_time, from the object\'s key.',
    `day` string COMMENT 'UTC day of start_time, from the object\'s key.'
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
    'ignore.malformed.json' = 'true',
    'case.insensitive' = 'false'
)
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://BUCKET/sessions/'
TBLPROPERTIES (
    'classification' = 'json',
    'compressionType' = 'gzip',
    'projection.enabled' = 'true',
    'projection.year.type' = 'integer',
    'projection.year.range' = '2025,2039',
    'projection.year.digits' = '4',
    'projection.month.type' = 'integer',
    'projection.month.range' = '1,12',
    'projection.month.digits' = '2',
    'projection.day.type' = 'integer',
    'projection.day.range' = '1,31',
    'projection.day.digits' = '2',
    'storage.location.template' = 's3://BUCKET/sessions/year=${year}/month=${month}/day=${day}/'
);

-- sessions: a row per call.
CREATE OR REPLACE VIEW sessions AS
WITH landed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                year, month, day, session_id, coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    r.schema_version AS schema_version,
    r.user_email AS user_email,
    CAST(replace(replace(r.end_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS end_time,
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
    nullif(json_format(CAST(r.discovered_signals.other AS JSON)), '{}') AS signals_other,
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
    CAST(r.cost_summary.total AS DECIMAL(18, 9)) AS cost_total,
    r.cost_summary.complete AS cost_complete,
    CAST(r.cost_summary.openai AS DECIMAL(18, 9)) AS cost_openai,
    CAST(r.cost_summary.deepgram AS DECIMAL(18, 9)) AS cost_deepgram,
    CAST(r.cost_summary.elevenlabs AS DECIMAL(18, 9)) AS cost_elevenlabs,
    CAST(r.cost_summary.other AS DECIMAL(18, 9)) AS cost_other,
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
    nullif(json_format(CAST(r.user_metadata AS JSON)), '{}') AS user_metadata,
    nullif(json_format(CAST(r.custom AS JSON)), '{}') AS custom,
    r.privacy.transcript AS privacy_transcript,
    r.privacy.consent_obtained AS privacy_consent_obtained,
    CAST(replace(replace(r.privacy.consent_at, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS privacy_consent_at,
    r.record.revision AS record_revision,
    r.record.recovered AS record_recovered,
    r.record.complete AS record_complete,
    nullif(array_join(r.record.incomplete_reasons, ','), '') AS record_incomplete_reasons,
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
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.signal AS signal,
    e.rule AS rule,
    e.turn AS turn,
    e.confidence AS confidence
FROM landed AS r
CROSS JOIN UNNEST(r.discovered_signals.evidence) AS e (signal, rule, turn, confidence)
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
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.call_id AS call_id,
    e.name AS name,
    e.category AS category,
    CAST(replace(replace(e.started_at, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS started_at,
    e.duration_ms AS duration_ms,
    e.status AS status,
    e.error_type AS error_type,
    e.arguments AS arguments
FROM landed AS r
CROSS JOIN UNNEST(r.tool_calls) AS e (call_id, name, category, started_at, duration_ms, status, error_type, arguments)
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
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.kind AS kind,
    e.provider AS provider,
    e.model AS model,
    e.requests AS requests,
    e.input_tokens AS input_tokens,
    e.cached_input_tokens AS cached_input_tokens,
    e.cache_write_tokens AS cache_write_tokens,
    e.output_tokens AS output_tokens,
    e.reasoning_tokens AS reasoning_tokens,
    e.input_audio_tokens AS input_audio_tokens,
    e.cached_input_audio_tokens AS cached_input_audio_tokens,
    e.output_audio_tokens AS output_audio_tokens,
    e.audio_seconds AS audio_seconds,
    e.characters AS characters
FROM landed AS r
CROSS JOIN UNNEST(r.metrics_summary.usage) AS e (kind, provider, model, requests, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, input_audio_tokens, cached_input_audio_tokens, output_audio_tokens, audio_seconds, characters)
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
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.kind AS kind,
    e.provider AS provider,
    e.model AS model,
    e.unit AS unit,
    CAST(e.quantity AS DECIMAL(18, 9)) AS quantity,
    CAST(e.unit_price AS DECIMAL(18, 9)) AS unit_price,
    e.per AS per,
    CAST(e.amount AS DECIMAL(18, 9)) AS amount,
    e.rate_from AS rate_from,
    e.rate_source AS rate_source,
    e.status AS status,
    e.reason AS reason
FROM landed AS r
CROSS JOIN UNNEST(r.cost_summary.lines) AS e (kind, provider, model, unit, quantity, unit_price, per, amount, rate_from, rate_source, status, reason)
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
            ORDER BY record.revision DESC, "$path" DESC
        ) AS place
    FROM voice_agent_sessions
    WHERE schema_version = 1
        AND session_id IS NOT NULL
        AND start_time IS NOT NULL
)

SELECT
    r.session_id AS session_id,
    coalesce(r.agent.job_id, '') AS job_id,
    CAST(replace(replace(r.start_time, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS start_time,
    r.year AS year,
    r.month AS month,
    r.day AS day,
    e.turn AS turn,
    e.role AS role,
    CAST(replace(replace(e.started_at, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS started_at,
    CAST(replace(replace(e.ended_at, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS ended_at,
    e.interrupted AS interrupted,
    e.llm_provider AS llm_provider,
    e.llm_model AS llm_model,
    e.eou_delay_ms AS eou_delay_ms,
    e.transcription_delay_ms AS transcription_delay_ms,
    e.llm_ttft_ms AS llm_ttft_ms,
    e.tts_ttfb_ms AS tts_ttfb_ms,
    e.e2e_ms AS e2e_ms
FROM landed AS r
CROSS JOIN UNNEST(r.turns) AS e (turn, role, started_at, ended_at, interrupted, llm_provider, llm_model, eou_delay_ms, transcription_delay_ms, llm_ttft_ms, tts_ttfb_ms, e2e_ms)
WHERE r.place = 1;
