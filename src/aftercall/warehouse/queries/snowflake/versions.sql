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
-- p95_e2e_ms        95th percentile of the caller's wait over all turns, in milliseconds, interpolated linearly
-- interruptions     mean interruptions of the agent per call
-- currency          currency of the known costs; null if there are none, or if they are in more than one
-- cost_per_call     mean cost of the calls whose cost is known; null if they are in more than one currency
WITH waits AS (
  SELECT
    COALESCE(s.agent_name, 'unknown') AS agent_name,
    COALESCE(s.agent_version, 'unknown') AS agent_version,
    t.e2e_ms AS ms
  FROM turns AS t
  INNER JOIN sessions AS s
    ON t.session_id = s.session_id
    AND t.job_id = s.job_id
    AND t.start_time = s.start_time
  WHERE
    NOT t.e2e_ms IS NULL
), ranked AS (
  SELECT
    agent_name,
    agent_version,
    ms,
    ROW_NUMBER() OVER (PARTITION BY agent_name, agent_version ORDER BY ms) - 1 AS place,
    COUNT(*) OVER (PARTITION BY agent_name, agent_version) AS n
  FROM waits
), slow AS (
  SELECT
    agent_name,
    agent_version,
    SUM(ms * GREATEST_IGNORE_NULLS(0, 1 - ABS(place - 0.95 * (
      n - 1
    )))) AS p95_e2e_ms
  FROM ranked
  GROUP BY
    agent_name,
    agent_version
), named AS (
  SELECT
    COALESCE(agent_name, 'unknown') AS agent,
    COALESCE(agent_version, 'unknown') AS version,
    start_time,
    user_turns,
    qualification_tier,
    outcome_success,
    outcome_status,
    duration_seconds,
    interruptions,
    CASE WHEN NOT cost_total IS NULL THEN cost_currency END AS currency,
    cost_total
  FROM sessions
)
SELECT
  c.agent AS agent_name,
  c.version AS agent_version,
  MIN(c.start_time) AS first_at,
  MAX(c.start_time) AS last_at,
  COUNT(*) AS calls,
  CAST(COUNT(CASE WHEN c.user_turns >= 2 THEN 1 END) AS DOUBLE) / COUNT(*) AS engaged_rate,
  CAST(COUNT(CASE WHEN c.qualification_tier = 'sales_ready' THEN 1 END) AS DOUBLE) / COUNT(*) AS qualified_rate,
  CAST(COUNT(CASE WHEN c.outcome_success THEN 1 END) AS DOUBLE) / NULLIF(COUNT(c.outcome_success), 0) AS success_rate,
  CAST(COUNT(CASE WHEN c.outcome_status = 'crashed' THEN 1 END) AS DOUBLE) / COUNT(*) AS crashed_rate,
  AVG(c.duration_seconds) AS mean_seconds,
  MAX(w.p95_e2e_ms) AS p95_e2e_ms,
  AVG(CAST(c.interruptions AS DOUBLE)) AS interruptions,
  CASE WHEN MIN(c.currency) = MAX(c.currency) THEN MIN(c.currency) END AS currency,
  CASE
    WHEN MIN(c.currency) = MAX(c.currency)
    THEN AVG(CAST(c.cost_total AS DOUBLE))
  END AS cost_per_call
FROM named AS c
LEFT JOIN slow AS w
  ON c.agent = w.agent_name AND c.version = w.agent_version
GROUP BY
  c.agent,
  c.version
ORDER BY
  agent_name,
  agent_version
