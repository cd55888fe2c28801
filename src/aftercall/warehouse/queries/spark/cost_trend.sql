-- How does the cost of calls change from day to day?
--
-- date                UTC day of the call's start, YYYY-MM-DD
-- currency            currency of the amounts
-- calls               calls that started on that day
-- total               sum of the known amounts; null if none is known
-- cost_per_call       total by calls with at least one known amount
-- cost_per_minute     their total by their minutes; null if they took no time
-- cost_per_qualified  total by calls with the tier sales_ready; null if there is none
-- incomplete          calls with a quantity that has no price: the amounts are too low by it
SELECT
  year || '-' || month || '-' || day AS date,
  cost_currency AS currency,
  COUNT(*) AS calls,
  SUM(cost_total) AS total,
  CAST(SUM(cost_total) AS DOUBLE) / NULLIF(COUNT(cost_total), 0) AS cost_per_call,
  CAST(SUM(cost_total) AS DOUBLE) / NULLIF(SUM(CASE WHEN NOT cost_total IS NULL THEN duration_seconds END) / 60, 0) AS cost_per_minute,
  CAST(SUM(cost_total) AS DOUBLE) / NULLIF(COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END), 0) AS cost_per_qualified,
  COUNT(CASE WHEN NOT cost_complete THEN 1 END) AS incomplete
FROM sessions
GROUP BY
  year,
  month,
  day,
  cost_currency
ORDER BY
  date NULLS LAST,
  currency NULLS LAST
