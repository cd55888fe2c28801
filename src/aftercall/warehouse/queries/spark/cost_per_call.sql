-- What does a call cost, and what a qualified lead?
--
-- currency            currency of the amounts
-- calls               calls
-- priced              calls with at least one known amount
-- complete            calls of which every quantity has a price
-- total               sum of the known amounts
-- mean_cost           total by priced calls
-- p50_cost            median cost of a priced call, interpolated linearly
-- p95_cost            95th percentile, likewise
-- max_cost            the dearest call
-- qualified           calls with the tier sales_ready
-- cost_per_qualified  total by qualified calls: what all calls cost for each that qualified; null if none did
WITH ranked AS (
  SELECT
    cost_currency,
    cost_total,
    cost_complete,
    qualification_tier,
    CASE
      WHEN NOT cost_total IS NULL
      THEN ROW_NUMBER() OVER (
        PARTITION BY cost_currency, CASE WHEN cost_total IS NULL THEN 1 ELSE 0 END
        ORDER BY cost_total ASC NULLS LAST, session_id ASC NULLS LAST, job_id ASC NULLS LAST, start_time ASC NULLS LAST
      ) - 1
    END AS place,
    COUNT(cost_total) OVER (PARTITION BY cost_currency) AS n
  FROM sessions
)
SELECT
  cost_currency AS currency,
  COUNT(*) AS calls,
  COUNT(cost_total) AS priced,
  COUNT(CASE WHEN cost_complete THEN 1 END) AS complete,
  SUM(cost_total) AS total,
  CAST(SUM(cost_total) AS DOUBLE) / NULLIF(COUNT(cost_total), 0) AS mean_cost,
  SUM(CAST(cost_total AS DOUBLE) * GREATEST(0, 1 - ABS(place - 0.50 * (
    n - 1
  )))) AS p50_cost,
  SUM(CAST(cost_total AS DOUBLE) * GREATEST(0, 1 - ABS(place - 0.95 * (
    n - 1
  )))) AS p95_cost,
  MAX(cost_total) AS max_cost,
  COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified,
  CAST(SUM(cost_total) AS DOUBLE) / NULLIF(COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END), 0) AS cost_per_qualified
FROM ranked
GROUP BY
  cost_currency
ORDER BY
  currency NULLS LAST
