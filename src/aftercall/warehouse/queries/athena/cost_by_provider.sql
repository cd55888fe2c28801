-- What does a call cost, by provider?
--
-- provider          whose service was used; unknown if the host did not say
-- kind              llm, stt, tts or realtime
-- currency          currency of the amounts
-- calls             calls that used it
-- lines             quantities consumed, each at one rate
-- unpriced_lines    those without a price: their cost is missing from the amounts
-- total             sum of the known amounts; null if none is known
-- cost_per_call     total by calls with at least one known amount
WITH per_call AS (
  SELECT
    c.session_id,
    c.job_id,
    c.start_time,
    COALESCE(c.provider, 'unknown') AS provider,
    c.kind,
    s.cost_currency AS currency,
    COUNT(*) AS lines,
    COUNT(c.amount) AS priced_lines,
    SUM(c.amount) AS amount
  FROM cost_lines AS c
  INNER JOIN sessions AS s
    ON c.session_id = s.session_id
    AND c.job_id = s.job_id
    AND c.start_time = s.start_time
  GROUP BY
    c.session_id,
    c.job_id,
    c.start_time,
    COALESCE(c.provider, 'unknown'),
    c.kind,
    s.cost_currency
)
SELECT
  provider,
  kind,
  currency,
  COUNT(*) AS calls,
  CAST(SUM(lines) AS BIGINT) AS lines,
  CAST(SUM(lines) - SUM(priced_lines) AS BIGINT) AS unpriced_lines,
  SUM(amount) AS total,
  AVG(CAST(amount AS DOUBLE)) AS cost_per_call
FROM per_call
GROUP BY
  provider,
  kind,
  currency
ORDER BY
  total DESC,
  provider,
  kind,
  currency
