-- How long do callers wait, stage by stage?
--
-- stage     eou_delay: end of speech until the turn was decided over
--           transcription_delay: end of speech until its final transcript
--           llm_ttft: request to the model until its first token
--           tts_ttfb: text to speech synthesis until its first audio
--           e2e: the user stops until the agent starts
-- turns     turns of all calls that have a value
-- p50_ms    median in milliseconds, interpolated linearly between the two nearest turns
-- p95_ms    95th percentile, likewise
-- max_ms    the longest wait
--
-- A percentile at p lies at rank r = p * (n - 1), counted from 0. Of the turns around it each weighs
-- 1 - (its distance from r), all others nothing: the weighted sum is the interpolated value.
WITH waits AS (
  SELECT
    'eou_delay' AS stage,
    eou_delay_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'transcription_delay' AS stage,
    transcription_delay_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'llm_ttft' AS stage,
    llm_ttft_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'tts_ttfb' AS stage,
    tts_ttfb_ms AS ms
  FROM turns
  UNION ALL
  SELECT
    'e2e' AS stage,
    e2e_ms AS ms
  FROM turns
), ranked AS (
  SELECT
    stage,
    ms,
    ROW_NUMBER() OVER (PARTITION BY stage ORDER BY ms) - 1 AS place,
    COUNT(*) OVER (PARTITION BY stage) AS n
  FROM waits
  WHERE
    NOT ms IS NULL
)
SELECT
  stage,
  COUNT(*) AS turns,
  SUM(ms * GREATEST_IGNORE_NULLS(0, 1 - ABS(place - 0.50 * (
    n - 1
  )))) AS p50_ms,
  SUM(ms * GREATEST_IGNORE_NULLS(0, 1 - ABS(place - 0.95 * (
    n - 1
  )))) AS p95_ms,
  MAX(ms) AS max_ms
FROM ranked
GROUP BY
  stage
ORDER BY
  CASE stage
    WHEN 'eou_delay'
    THEN 1
    WHEN 'transcription_delay'
    THEN 2
    WHEN 'llm_ttft'
    THEN 3
    WHEN 'tts_ttfb'
    THEN 4
    ELSE 5
  END
