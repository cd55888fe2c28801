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
  CAST(DATEADD(DAY, 1 - DAYOFWEEKISO(start_time), CAST(start_time AS DATE)) AS DATE) AS week,
  COUNT(*) AS calls,
  COUNT(CASE WHEN urgency = 'high' THEN 1 END) AS high,
  COUNT(CASE WHEN urgency = 'medium' THEN 1 END) AS medium,
  COUNT(CASE WHEN urgency = 'low' THEN 1 END) AS low,
  COUNT(CASE WHEN urgency IS NULL THEN 1 END) AS unsaid,
  COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified
FROM sessions
GROUP BY
  CAST(DATEADD(DAY, 1 - DAYOFWEEKISO(start_time), CAST(start_time AS DATE)) AS DATE)
ORDER BY
  week
