-- How often do callers and the agent talk over each other?
--
-- agent_version          version of the agent; unknown if it has none
-- calls                  calls
-- agent_turns            the agent's turns
-- agent_interrupted      those that the user cut short
-- agent_interrupted_rate their share; null if the agent said nothing
-- user_turns             the users' turns
-- user_interrupted       those that the agent cut short
-- calls_interrupted      calls in which the agent was cut short at least once
WITH per_call AS (
    SELECT
        s.session_id,
        s.job_id,
        s.start_time,
        coalesce(s.agent_version, 'unknown') AS agent_version,
        count(CASE WHEN t.role = 'agent' THEN 1 END) AS agent_turns,
        count(CASE WHEN t.role = 'agent' AND t.interrupted THEN 1 END) AS agent_interrupted,
        count(CASE WHEN t.role = 'user' THEN 1 END) AS user_turns,
        count(CASE WHEN t.role = 'user' AND t.interrupted THEN 1 END) AS user_interrupted
    FROM sessions AS s
    LEFT JOIN turns AS t ON s.session_id = t.session_id AND s.job_id = t.job_id AND s.start_time = t.start_time
    GROUP BY s.session_id, s.job_id, s.start_time, coalesce(s.agent_version, 'unknown')
)

SELECT
    agent_version,
    count(*) AS calls,
    CAST(sum(agent_turns) AS BIGINT) AS agent_turns,
    CAST(sum(agent_interrupted) AS BIGINT) AS agent_interrupted,
    CAST(sum(agent_interrupted) AS DOUBLE) / nullif(sum(agent_turns), 0) AS agent_interrupted_rate,
    CAST(sum(user_turns) AS BIGINT) AS user_turns,
    CAST(sum(user_interrupted) AS BIGINT) AS user_interrupted,
    count(CASE WHEN agent_interrupted > 0 THEN 1 END) AS calls_interrupted
FROM per_call
GROUP BY agent_version
ORDER BY calls DESC, agent_version
