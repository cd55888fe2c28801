-- Which callers are ready for sales, the latest first?
--
-- session_id, job_id          the call
-- start_time                  when it began, UTC
-- user_email                  who called, if known
-- team_size                   people who would use the product; lower end of a range
-- document_volume_per_month   documents sent per month; lower end of a range
-- integrations                systems they use, need or ask for, joined by a comma
-- competitors                 competing products they named, joined by a comma
-- urgency                     high, medium or low
-- timeline                    when they want to start
-- industry                    their industry
-- outcome_success             whether the call reached its goal, by the application's measure
SELECT
  session_id,
  job_id,
  start_time,
  user_email,
  team_size,
  document_volume_per_month,
  integrations,
  competitors,
  urgency,
  timeline,
  industry,
  outcome_success
FROM sessions
WHERE
  qualification_tier = 'sales_ready'
ORDER BY
  start_time DESC NULLS LAST,
  session_id,
  job_id
