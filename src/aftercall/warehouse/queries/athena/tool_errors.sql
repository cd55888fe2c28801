-- How do tools fail?
--
-- tool         the tool's name
-- error_type   class of the error; unknown if the host did not say
-- errors       times it failed so
-- sessions     calls in which it did
-- mean_ms      mean time until it failed, in milliseconds
-- last_at      start of the latest call in which it failed so, UTC
WITH per_call AS (
  SELECT
    session_id,
    job_id,
    name AS tool,
    COALESCE(error_type, 'unknown') AS error_type,
    start_time,
    COUNT(*) AS errors,
    COUNT(duration_ms) AS timed,
    SUM(duration_ms) AS sum_ms
  FROM tool_calls
  WHERE
    status = 'error'
  GROUP BY
    session_id,
    job_id,
    name,
    COALESCE(error_type, 'unknown'),
    start_time
)
SELECT
  tool,
  error_type,
  CAST(SUM(errors) AS BIGINT) AS errors,
  COUNT(*) AS sessions,
  CAST(SUM(sum_ms) AS DOUBLE) / NULLIF(SUM(timed), 0) AS mean_ms,
  MAX(start_time) AS last_at
FROM per_call
GROUP BY
  tool,
  error_type
ORDER BY
  errors DESC,
  tool,
  error_type
