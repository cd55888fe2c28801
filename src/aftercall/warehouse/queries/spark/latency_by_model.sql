-- How long do callers wait, by language model and agent version?
--
-- stage          llm_ttft: request to the model until its first token
--                tts_ttfb: text to speech synthesis until its first audio
--                e2e: the user stops until the agent starts
-- model          the language model of the turn; unknown if the host did not say, or the turn called none (a fixed greeting)
-- agent_version  version of the agent; unknown if it has none
-- turns          turns that have a value
-- p50_ms         median in milliseconds, interpolated linearly between the two nearest turns
-- p95_ms         95th percentile, likewise
-- max_ms         the longest wait
--
-- The stages of a user's turn, eou_delay and transcription_delay, come before any model is called: see latency.
WITH waits AS (
  SELECT
    'llm_ttft' AS stage,
    session_id,
    job_id,
    start_time,
    llm_model,
    llm_ttft_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'tts_ttfb' AS stage,
    session_id,
    job_id,
    start_time,
    llm_model,
    tts_ttfb_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'e2e' AS stage,
    session_id,
    job_id,
    start_time,
    llm_model,
    e2e_ms AS ms
  FROM turns
), known AS (
  SELECT
    w.stage,
    COALESCE(w.llm_model, 'unknown') AS model,
    COALESCE(s.agent_version, 'unknown') AS agent_version,
    w.ms
  FROM waits AS w
  INNER JOIN sessions AS s
    ON w.session_id = s.session_id
    AND w.job_id = s.job_id
    AND w.start_time = s.start_time
  WHERE
    NOT w.ms IS NULL
), ranked AS (
  SELECT
    stage,
    model,
    agent_version,
    ms,
    ROW_NUMBER() OVER (PARTITION BY stage, model, agent_version ORDER BY ms NULLS LAST) - 1 AS place,
    COUNT(*) OVER (PARTITION BY stage, model, agent_version) AS n
  FROM known
)
SELECT
  stage,
  model,
  agent_version,
  COUNT(*) AS turns,
  SUM(ms * GREATEST(0, 1 - ABS(place - 0.50 * (
    n - 1
  )))) AS p50_ms,
  SUM(ms * GREATEST(0, 1 - ABS(place - 0.95 * (
    n - 1
  )))) AS p95_ms,
  MAX(ms) AS max_ms
FROM ranked
GROUP BY
  stage,
  model,
  agent_version
ORDER BY
  CASE stage WHEN 'llm_ttft' THEN 1 WHEN 'tts_ttfb' THEN 2 ELSE 3 END NULLS LAST,
  turns DESC,
  model NULLS LAST,
  agent_version NULLS LAST
