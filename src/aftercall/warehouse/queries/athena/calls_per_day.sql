-- How many calls came in per day, and how did they end?
--
-- date              UTC day of the call's start, YYYY-MM-DD
-- calls             calls that started on that day
-- completed         ended as they should
-- failed            ended by an error
-- crashed           the process died; what is known of them comes from a checkpoint
-- engaged           calls with at least two user turns
-- qualified         calls with the tier sales_ready
-- minutes           sum of the calls' durations, in minutes
-- mean_seconds      mean duration of a call, in seconds
SELECT
  CONCAT(
    CAST(year AS VARCHAR),
    CAST('-' AS VARCHAR),
    CAST(month AS VARCHAR),
    CAST('-' AS VARCHAR),
    CAST(day AS VARCHAR)
  ) AS date,
  COUNT(*) AS calls,
  COUNT(CASE WHEN outcome_status = 'completed' THEN 1 END) AS completed,
  COUNT(CASE WHEN outcome_status = 'failed' THEN 1 END) AS failed,
  COUNT(CASE WHEN outcome_status = 'crashed' THEN 1 END) AS crashed,
  COUNT(CASE WHEN user_turns >= 2 THEN 1 END) AS engaged,
  COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified,
  CAST(SUM(duration_seconds) AS DOUBLE) / 60 AS minutes,
  AVG(duration_seconds) AS mean_seconds
FROM sessions
GROUP BY
  year,
  month,
  day
ORDER BY
  date
