-- How urgent are callers, week by week?
--
-- week        the UTC Monday that begins the week
-- calls       calls that started in it
-- high        within two weeks, or words of immediate need
-- medium      within about three months
-- low         later, or no hurry
-- unsaid      nothing was said of it
-- qualified   calls with the tier sales_ready
SELECT
    CAST(date_trunc('week', start_time) AS DATE) AS week,
    count(*) AS calls,
    count(CASE WHEN urgency = 'high' THEN 1 END) AS high,
    count(CASE WHEN urgency = 'medium' THEN 1 END) AS medium,
    count(CASE WHEN urgency = 'low' THEN 1 END) AS low,
    count(CASE WHEN urgency IS NULL THEN 1 END) AS unsaid,
    count(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified
FROM sessions
GROUP BY CAST(date_trunc('week', start_time) AS DATE)
ORDER BY week
