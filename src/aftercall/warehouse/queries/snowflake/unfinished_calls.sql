-- Which calls did not end as they should?
--
-- session_id, job_id   the call
-- start_time           when it began, UTC
-- duration_seconds     how long it is known to have lasted, in seconds
-- status               failed, crashed, or in_progress where the last that is known is a checkpoint
-- reason               what ended it
-- ended_by             user, agent, system or unknown
-- recovered            whether the record comes from a checkpoint
-- revision             the record's revision
-- agent_version        version of the agent; null if it has none
-- llm_errors, stt_errors, tts_errors, tool_errors    errors during the call
SELECT
  session_id,
  job_id,
  start_time,
  duration_seconds,
  outcome_status AS status,
  outcome_reason AS reason,
  outcome_ended_by AS ended_by,
  record_recovered AS recovered,
  record_revision AS revision,
  agent_version,
  errors_llm AS llm_errors,
  errors_stt AS stt_errors,
  errors_tts AS tts_errors,
  errors_tool AS tool_errors
FROM sessions
WHERE
  outcome_status <> 'completed'
ORDER BY
  start_time DESC NULLS LAST,
  session_id,
  job_id
