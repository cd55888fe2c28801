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
            WHEN cost_total IS NOT NULL
                THEN row_number() OVER (
                    PARTITION BY cost_currency, CASE WHEN cost_total IS NULL THEN 1 ELSE 0 END
                    ORDER BY cost_total ASC, session_id ASC, job_id ASC, start_time ASC
                ) - 1
        END AS place,
        count(cost_total) OVER (PARTITION BY cost_currency) AS n
    FROM sessions
)

SELECT
    cost_currency AS currency,
    count(*) AS calls,
    count(cost_total) AS priced,
    count(CASE WHEN cost_complete THEN 1 END) AS complete,
    sum(cost_total) AS total,
    CAST(sum(cost_total) AS DOUBLE) / nullif(count(cost_total), 0) AS mean_cost,
    sum(CAST(cost_total AS DOUBLE) * greatest(0, 1 - abs(place - 0.50 * (n - 1)))) AS p50_cost,
    sum(CAST(cost_total AS DOUBLE) * greatest(0, 1 - abs(place - 0.95 * (n - 1)))) AS p95_cost,
    max(cost_total) AS max_cost,
    count(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified,
    CAST(sum(cost_total) AS DOUBLE)
    / nullif(count(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END), 0) AS cost_per_qualified
FROM ranked
GROUP BY cost_currency
ORDER BY currency
