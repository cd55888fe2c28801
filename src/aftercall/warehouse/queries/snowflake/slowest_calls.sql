-- In which calls do callers wait longest?
--
-- session_id, job_id   the call
-- start_time           when it began, UTC
-- agent_version        version of the agent; null if it has none
-- replies              turns with a measured wait
-- p50_ms               median wait from the end of the user's speech to the agent's, in milliseconds
-- p95_ms               95th percentile
-- max_ms               the longest
-- llm_p95_ms           95th percentile until the model's first token
-- tts_p95_ms           95th percentile until the first audio
--
-- The fifty slowest by p95_ms.
SELECT
  session_id,
  job_id,
  start_time,
  agent_version,
  latency_ms_e2e_n AS replies,
  latency_ms_e2e_p50 AS p50_ms,
  latency_ms_e2e_p95 AS p95_ms,
  latency_ms_e2e_max AS max_ms,
  latency_ms_llm_ttft_p95 AS llm_p95_ms,
  latency_ms_tts_ttfb_p95 AS tts_p95_ms
FROM sessions
WHERE
  NOT latency_ms_e2e_p95 IS NULL
ORDER BY
  p95_ms DESC NULLS LAST,
  start_time,
  session_id,
  job_id
LIMIT 50
