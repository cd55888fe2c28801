-- What does each model cost, and for how much of what?
--
-- provider        whose service was used; unknown if the host did not say
-- kind            llm, stt, tts or realtime
-- model           the model; unknown if the host did not say
-- unit            what is counted: input_token, second, character ...
-- currency        currency of the amounts
-- quantity        how much was consumed
-- total           sum of the known amounts; null if none is known
-- unpriced_lines  lines without a price: their cost is missing from total
SELECT
  COALESCE(c.provider, 'unknown') AS provider,
  c.kind,
  COALESCE(c.model, 'unknown') AS model,
  c.unit,
  s.cost_currency AS currency,
  SUM(c.quantity) AS quantity,
  SUM(c.amount) AS total,
  COUNT(*) - COUNT(c.amount) AS unpriced_lines
FROM cost_lines AS c
INNER JOIN sessions AS s
  ON c.session_id = s.session_id
  AND c.job_id = s.job_id
  AND c.start_time = s.start_time
GROUP BY
  COALESCE(c.provider, 'unknown'),
  c.kind,
  COALESCE(c.model, 'unknown'),
  c.unit,
  s.cost_currency
ORDER BY
  total DESC NULLS LAST,
  provider,
  kind,
  model,
  unit,
  currency
