-- Of all calls, how many engage, qualify and book a meeting?
--
-- step        calls: all of them
--             engaged: at least two user turns
--             qualified: engaged, and the tier is sales_ready
--             meeting_booked: qualified, and a tool that books meetings was answered
-- position    1 for the first step
-- calls       calls that came this far
-- of_calls    their share of all calls; null if there are none
-- of_previous their share of the step before; null if nobody came that far
WITH booked AS (
  SELECT DISTINCT
    session_id,
    job_id,
    start_time
  FROM tool_calls
  WHERE
    category = 'meeting_booking' AND status = 'ok'
), reached AS (
  SELECT
    COUNT(*) AS calls,
    COUNT(CASE WHEN s.user_turns >= 2 THEN 1 END) AS engaged,
    COUNT(CASE WHEN s.user_turns >= 2 AND s.qualification_tier = 'sales_ready' THEN 1 END) AS qualified,
    COUNT(
      CASE
        WHEN s.user_turns >= 2
        AND s.qualification_tier = 'sales_ready'
        AND NOT b.session_id IS NULL
        THEN 1
      END
    ) AS meeting_booked
  FROM sessions AS s
  LEFT JOIN booked AS b
    ON s.session_id = b.session_id
    AND s.job_id = b.job_id
    AND s.start_time = b.start_time
), steps AS (
  SELECT
    1 AS position,
    'calls' AS step,
    calls AS reached,
    calls AS previous,
    calls AS everyone
  FROM reached
  UNION ALL
  SELECT
    2 AS position,
    'engaged' AS step,
    engaged AS reached,
    calls AS previous,
    calls AS everyone
  FROM reached
  UNION ALL
  SELECT
    3 AS position,
    'qualified' AS step,
    qualified AS reached,
    engaged AS previous,
    calls AS everyone
  FROM reached
  UNION ALL
  SELECT
    4 AS position,
    'meeting_booked' AS step,
    meeting_booked AS reached,
    qualified AS previous,
    calls AS everyone
  FROM reached
)
SELECT
  position,
  step,
  reached AS calls,
  CAST(reached AS DOUBLE) / NULLIF(everyone, 0) AS of_calls,
  CAST(reached AS DOUBLE) / NULLIF(previous, 0) AS of_previous
FROM steps
WHERE
  everyone > 0
ORDER BY
  position
