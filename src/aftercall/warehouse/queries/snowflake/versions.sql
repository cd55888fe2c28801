-- How does one version of the agent compare with another?
--
-- agent_name        name of the agent; unknown if it has none
-- agent_version     its version; unknown if it has none
-- first_at, last_at start of its first and its latest call, UTC
-- calls             calls
-- engaged_rate      share of calls with at least two user turns
-- qualified_rate    share of calls with the tier sales_ready
-- success_rate      share that reached their goal, of those the application judged; null if none was
-- crashed_rate      share whose process died
-- mean_seconds      mean duration, in seconds
-- mean_e2e_p95_ms   mean over calls of the 95th percentile of the caller's wait, in milliseconds
-- interruptions     mean interruptions of the agent per call
-- cost_per_call     mean cost of the calls whose cost is known
SELECT
  COALESCE(agent_name, 'unknown') AS agent_name,
  COALESCE(agent_version, 'unknown') AS agent_version,
  MIN(start_time) AS first_at,
  MAX(start_time) AS last_at,
  COUNT(*) AS calls,
  CAST(COUNT(CASE WHEN user_turns >= 2 THEN 1 END) AS DOUBLE) / COUNT(*) AS engaged_rate,
  CAST(COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS DOUBLE) / COUNT(*) AS qualified_rate,
  CAST(COUNT(CASE WHEN outcome_success THEN 1 END) AS DOUBLE) / NULLIF(COUNT(outcome_success), 0) AS success_rate,
  CAST(COUNT(CASE WHEN outcome_status = 'crashed' THEN 1 END) AS DOUBLE) / COUNT(*) AS crashed_rate,
  AVG(duration_seconds) AS mean_seconds,
  AVG(latency_ms_e2e_p95) AS mean_e2e_p95_ms,
  AVG(CAST(interruptions AS DOUBLE)) AS interruptions,
  AVG(CAST(cost_total AS DOUBLE)) AS cost_per_call
FROM sessions
GROUP BY
  COALESCE(agent_name, 'unknown'),
  COALESCE(agent_version, 'unknown')
ORDER BY
  agent_name,
  agent_version
