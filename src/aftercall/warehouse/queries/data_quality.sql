-- Which records are incomplete, and for what reason?
--
-- reason         why something is unknown; none_given: incomplete without a reason
-- records        records with that reason
-- share          their share of all records
-- recovered      those that come from a checkpoint
-- last_at        start of the latest such call, UTC
-- agent_version  the greatest version of the agent among them; null if none has one
--
-- The reasons are text joined by commas; each record is paired with the numbers 1 to 100 to take them apart, so of more
-- reasons the first 100 count. A record that has a reason twice counts once.
WITH digits AS (
    SELECT 0 AS digit
    UNION ALL SELECT 1
    UNION ALL SELECT 2
    UNION ALL SELECT 3
    UNION ALL SELECT 4
    UNION ALL SELECT 5
    UNION ALL SELECT 6
    UNION ALL SELECT 7
    UNION ALL SELECT 8
    UNION ALL SELECT 9
),

numbers AS (
    SELECT tens.digit * 10 + ones.digit + 1 AS number
    FROM digits AS tens
    CROSS JOIN digits AS ones
),

lists AS (
    SELECT
        session_id,
        job_id,
        coalesce(record_incomplete_reasons, 'none_given') AS reasons,
        record_recovered,
        start_time,
        agent_version
    FROM sessions
    WHERE NOT record_complete OR record_incomplete_reasons IS NOT NULL
),

given AS (
    SELECT DISTINCT
        l.session_id,
        l.job_id,
        split_part(l.reasons, ',', n.number) AS reason,
        l.record_recovered,
        l.start_time,
        l.agent_version
    FROM lists AS l
    INNER JOIN numbers AS n ON n.number <= length(l.reasons) - length(replace(l.reasons, ',', '')) + 1
),

everyone AS (
    SELECT count(*) AS n FROM sessions
)

SELECT
    g.reason,
    count(*) AS records,
    CAST(count(*) AS DOUBLE) / max(e.n) AS share,
    count(CASE WHEN g.record_recovered THEN 1 END) AS recovered,
    max(g.start_time) AS last_at,
    max(g.agent_version) AS agent_version
FROM given AS g
CROSS JOIN everyone AS e
WHERE g.reason <> ''
GROUP BY g.reason
ORDER BY records DESC, reason
