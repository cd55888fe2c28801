-- Which tools do agents use, and how often do they fail?
--
-- tool          the tool's name
-- category      knowledge_search, meeting_booking or other
-- sessions      calls that used it
-- uses          times it was used
-- ok            answered
-- errors        failed
-- cancelled     started and never answered
-- error_rate    errors by uses that were answered or failed; null if there is none
-- mean_ms       mean execution time in milliseconds
-- max_ms        longest execution time
WITH per_call AS (
  SELECT
    session_id,
    job_id,
    start_time,
    name AS tool,
    category,
    COUNT(*) AS uses,
    COUNT(CASE WHEN status = 'ok' THEN 1 END) AS ok,
    COUNT(CASE WHEN status = 'error' THEN 1 END) AS errors,
    COUNT(CASE WHEN status = 'cancelled' THEN 1 END) AS cancelled,
    COUNT(duration_ms) AS timed,
    SUM(duration_ms) AS sum_ms,
    MAX(duration_ms) AS max_ms
  FROM tool_calls
  GROUP BY
    session_id,
    job_id,
    start_time,
    name,
    category
)
SELECT
  tool,
  category,
  COUNT(*) AS sessions,
  CAST(SUM(uses) AS BIGINT) AS uses,
  CAST(SUM(ok) AS BIGINT) AS ok,
  CAST(SUM(errors) AS BIGINT) AS errors,
  CAST(SUM(cancelled) AS BIGINT) AS cancelled,
  CAST(SUM(errors) AS DOUBLE) / NULLIF(SUM(ok) + SUM(errors), 0) AS error_rate,
  CAST(SUM(sum_ms) AS DOUBLE) / NULLIF(SUM(timed), 0) AS mean_ms,
  MAX(max_ms) AS max_ms
FROM per_call
GROUP BY
  tool,
  category
ORDER BY
  uses DESC,
  tool,
  category
