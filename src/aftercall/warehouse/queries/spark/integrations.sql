-- Which integrations and competitors do callers name?
--
-- kind         integration: a system they use, need or ask for
--              competitor: a competing product they named
-- name         its canonical name
-- calls        calls that named it
-- qualified    those with the tier sales_ready
-- last_at      start of the latest of them, UTC
--
-- The lists are text joined by commas; each call is paired with the numbers 1 to 100 to take its items apart, so of a
-- longer list the first 100 items count. A call that has a name twice counts once.
WITH digits AS (
  SELECT
    0 AS digit
  UNION ALL
  SELECT
    1
  UNION ALL
  SELECT
    2
  UNION ALL
  SELECT
    3
  UNION ALL
  SELECT
    4
  UNION ALL
  SELECT
    5
  UNION ALL
  SELECT
    6
  UNION ALL
  SELECT
    7
  UNION ALL
  SELECT
    8
  UNION ALL
  SELECT
    9
), numbers AS (
  SELECT
    tens.digit * 10 + ones.digit + 1 AS number
  FROM digits AS tens
  CROSS JOIN digits AS ones
), lists AS (
  SELECT
    'integration' AS kind,
    integrations AS names,
    session_id,
    job_id,
    start_time,
    qualification_tier
  FROM sessions
  UNION ALL
  SELECT
    'competitor' AS kind,
    competitors AS names,
    session_id,
    job_id,
    start_time,
    qualification_tier
  FROM sessions
), named AS (
  SELECT DISTINCT
    l.kind,
    SPLIT_PART(l.names, ',', n.number) AS name,
    l.session_id,
    l.job_id,
    l.start_time,
    l.qualification_tier
  FROM lists AS l
  INNER JOIN numbers AS n
    ON n.number <= LENGTH(l.names) - LENGTH(REPLACE(l.names, ',', '')) + 1
)
SELECT
  kind,
  name,
  COUNT(*) AS calls,
  COUNT(CASE WHEN qualification_tier = 'sales_ready' THEN 1 END) AS qualified,
  MAX(start_time) AS last_at
FROM named
WHERE
  name <> ''
GROUP BY
  kind,
  name
ORDER BY
  kind DESC,
  calls DESC,
  name NULLS LAST
