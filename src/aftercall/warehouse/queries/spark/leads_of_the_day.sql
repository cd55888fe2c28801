-- Who became ready for sales on the latest day, and what makes us think so?
--
-- date          the latest UTC day with a call, YYYY-MM-DD: today, once a call of today has landed. Days to come are
--               those of a host whose clock is wrong, and count only if there are no others
-- session_id, job_id    the call
-- start_time    when it began, UTC
-- user_email    who called, if known
-- signal        a signal that was found; null if the tier came without evidence
-- rule          the rule that found it
-- turn          number of the turn that settled it
-- confidence    share of such findings that are right
WITH days AS (
  SELECT DISTINCT
    year || '-' || month || '-' || day AS date,
    DATE_FORMAT(TO_UTC_TIMESTAMP(CURRENT_TIMESTAMP(), CURRENT_TIMEZONE()), 'yyyy-MM-dd') AS today
  FROM sessions
), latest AS (
  SELECT
    COALESCE(MAX(CASE WHEN date <= today THEN date END), MAX(date)) AS date
  FROM days
)
SELECT
  l.date,
  s.session_id,
  s.job_id,
  s.start_time,
  s.user_email,
  e.signal,
  e.rule,
  e.turn,
  e.confidence
FROM sessions AS s
INNER JOIN latest AS l
  ON s.year || '-' || s.month || '-' || s.day = l.date
LEFT JOIN signal_evidence AS e
  ON s.session_id = e.session_id
  AND s.job_id = e.job_id
  AND s.start_time = e.start_time
WHERE
  s.qualification_tier = 'sales_ready'
ORDER BY
  s.start_time DESC,
  s.session_id ASC NULLS LAST,
  s.job_id ASC NULLS LAST,
  e.turn ASC,
  e.signal ASC,
  e.rule ASC,
  e.confidence ASC
