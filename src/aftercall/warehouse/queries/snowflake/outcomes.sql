-- How do calls end, and why?
--
-- status          completed, failed, crashed, or in_progress while a call runs
-- ended_by        user, agent, system or unknown
-- reason          what ended the call
-- calls           calls that ended so
-- share           their share of all calls
-- mean_seconds    mean duration of such a call, in seconds
-- succeeded       calls that reached their goal, by the application's measure
-- judged          calls of which the application said whether they did
SELECT
  outcome_status AS status,
  outcome_ended_by AS ended_by,
  outcome_reason AS reason,
  COUNT(*) AS calls,
  CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share,
  AVG(duration_seconds) AS mean_seconds,
  COUNT(CASE WHEN outcome_success THEN 1 END) AS succeeded,
  COUNT(outcome_success) AS judged
FROM sessions
GROUP BY
  outcome_status,
  outcome_ended_by,
  outcome_reason
ORDER BY
  calls DESC NULLS LAST,
  status,
  ended_by,
  reason
