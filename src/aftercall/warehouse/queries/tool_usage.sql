-- Which tools do agents use, and how often do they fail?
--
-- tool          the tool's name
-- category      knowledge_search, meeting_booking or other
-- sessions      calls that used it
-- uses          times it was used
-- ok            answered
-- errors        failed
-- cancelled     started and never answered
-- error_rate    errors by uses that were answered or failed; null if there is none
-- mean_ms       mean execution time in milliseconds
-- max_ms        longest execution time
WITH per_call AS (
    SELECT
        session_id,
        job_id,
        start_time,
        name AS tool,
        category,
        count(*) AS uses,
        count(CASE WHEN status = 'ok' THEN 1 END) AS ok,
        count(CASE WHEN status = 'error' THEN 1 END) AS errors,
        count(CASE WHEN status = 'cancelled' THEN 1 END) AS cancelled,
        count(duration_ms) AS timed,
        sum(duration_ms) AS sum_ms,
        max(duration_ms) AS max_ms
    FROM tool_calls
    GROUP BY session_id, job_id, start_time, name, category
)

SELECT
    tool,
    category,
    count(*) AS sessions,
    CAST(sum(uses) AS BIGINT) AS uses,
    CAST(sum(ok) AS BIGINT) AS ok,
    CAST(sum(errors) AS BIGINT) AS errors,
    CAST(sum(cancelled) AS BIGINT) AS cancelled,
    CAST(sum(errors) AS DOUBLE) / nullif(sum(ok) + sum(errors), 0) AS error_rate,
    sum(sum_ms) / nullif(sum(timed), 0) AS mean_ms,
    max(max_ms) AS max_ms
FROM per_call
GROUP BY tool, category
ORDER BY uses DESC, tool, category
