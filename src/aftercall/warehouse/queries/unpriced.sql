-- Which quantities have no price, and why?
--
-- provider    whose service was used; unknown if the host did not say
-- kind        llm, stt, tts or realtime
-- model       the model; unknown if the host did not say
-- unit        what is counted
-- reason      why there is no price
-- calls       calls with such a quantity
-- quantity    how much of it there is
WITH per_call AS (
    SELECT
        session_id,
        job_id,
        start_time,
        coalesce(provider, 'unknown') AS provider,
        kind,
        coalesce(model, 'unknown') AS model,
        unit,
        reason,
        sum(quantity) AS quantity
    FROM cost_lines
    WHERE amount IS NULL
    GROUP BY
        session_id, job_id, start_time, coalesce(provider, 'unknown'), kind, coalesce(model, 'unknown'), unit, reason
)

SELECT
    provider,
    kind,
    model,
    unit,
    reason,
    count(*) AS calls,
    sum(quantity) AS quantity
FROM per_call
GROUP BY provider, kind, model, unit, reason
ORDER BY calls DESC, provider, kind, model, unit, reason ASC NULLS FIRST
