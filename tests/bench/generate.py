"""Many responses at once, for measuring pages on a large table."""

GENERATE = """
WITH doors AS (
    SELECT c.id, c.organization_id, c.survey_id, c.location_id, s.live_version_id,
           row_number() OVER (ORDER BY c.id) - 1 AS place, count(*) OVER () AS places
    FROM responses_collector c JOIN surveys_survey s ON s.id = c.survey_id
    WHERE c.survey_id = %(survey)s
), made AS (
    SELECT g, d.*, now() - (g %% %(days)s) * interval '1 day' - (g %% 14) * interval '1 hour' AS at,
           1 + (hashint4(g) & 1023) * 5 / 1024 AS csat, (hashint4(g + 1) & 1023) * 11 / 1024 AS nps
    FROM generate_series(1, %(responses)s) AS g JOIN doors d ON d.place = g %% d.places
), stored AS (
    INSERT INTO responses_response
        (organization_id, survey_id, version_id, location_id, collector_id, key, fingerprint,
         answered_at, day, hour, language, channel, seconds, score, answers)
    SELECT organization_id, survey_id, live_version_id, location_id, id, gen_random_uuid(), '',
           at, (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
           extract(hour FROM at AT TIME ZONE 'Asia/Ho_Chi_Minh'), 'vi', 'import', 20, csat,
           jsonb_build_object('q1', csat, 'q2', nps)
    FROM made
    RETURNING organization_id, survey_id, location_id, collector_id, day, hour, answers,
              channel, language, version_id, touchpoint_id, subject_id, is_complete
)
INSERT INTO responses_countchange
    (organization_id, survey_id, location_id, collector_id, day, hour, people, ratings, segment)
SELECT organization_id, survey_id, location_id, collector_id, day, hour, 1,
       jsonb_build_object('', '[-1]'::jsonb, '~finished', '[-1]'::jsonb,
                          'q1', jsonb_build_array(answers -> 'q1'),
                          'q2', jsonb_build_array(answers -> 'q2')),
       jsonb_build_object('channel', channel, 'language', language, 'version', version_id,
                          'touchpoint', touchpoint_id, 'subject', subject_id,
                          'is_complete', is_complete)
FROM stored
"""
"""Responses over the last days, spread over all doors of a survey, each with its change."""
