-- A large database out of the demo: `psql -v cases=500000 -v organisations=20 -f load/fill.sql`, after `panoh seed demo`, as the owner.
-- Every organisation is a copy of the demo's refugee department with one officer for each last digit of a case; every case is a copy of one
-- of its claims, with everything that hangs on it, under ids that can be reckoned: organisation o, officer u, case k.
-- `-v slim=1` is for sizes that no small disk holds (16 kB a case): the case, its subject (of 100,000 people at most) and, where it is open,
-- which is one in ten, its deadlines and tasks. `-v officers=1000` spreads them over so many officers (10).
\set ON_ERROR_STOP on
\set QUIET on
\if :{?slim}
\else
\set slim 0
\endif
\if :{?officers}
\else
\set officers 10
\endif
BEGIN;
-- Keys are right by construction; checking each again would take most of the time.
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '256MB';
CREATE FUNCTION pg_temp.fixed(kind int, o int, u int DEFAULT 0) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT format('01900000-%s-7000-8%s-%s', lpad(to_hex(kind), 4, '0'), lpad(to_hex(u), 3, '0'), lpad(to_hex(o), 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.counted(kind int, o int, k int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT format('%s-%s-7000-9000-%s', lpad(to_hex(k), 8, '0'), lpad(to_hex(kind), 4, '0'), lpad(to_hex(o), 12, '0'))::uuid $$;
CREATE TEMP TABLE origin ON COMMIT DROP AS
  SELECT o.id, m.id AS officer, u.password_hash, m.training, o.name, o.kind FROM organisations o
    JOIN memberships m ON m.tenant_id = o.id JOIN users u ON u.id = m.user_id WHERE u.email = 'registration@department.example';
-- Closed of late, so that the clock has nothing to restrict meanwhile.
CREATE TEMP TABLE claim ON COMMIT DROP AS
  SELECT c.*, CASE WHEN c.closed_on IS NOT NULL THEN current_date - 30 END AS ended_on, row_number() OVER (ORDER BY c.id) - 1 AS turn FROM cases c JOIN origin ON c.tenant_id = origin.id WHERE c.programme = 'refugee-claim';
CREATE UNIQUE INDEX ON claim (turn);
ANALYZE claim;
INSERT INTO organisations (id, slug, name, kind, created_at)
  SELECT pg_temp.fixed(0, o), 'load-' || o, origin.name, origin.kind, now() FROM origin, generate_series(1, :organisations) AS o;
INSERT INTO offices (tenant_id, id, name, created_at) SELECT pg_temp.fixed(0, o), pg_temp.fixed(3, o), 'Office', now() FROM generate_series(1, :organisations) AS o;
INSERT INTO teams (tenant_id, id, office_id, name, created_at)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(4, o), pg_temp.fixed(3, o), 'Team', now() FROM generate_series(1, :organisations) AS o;
INSERT INTO users (id, email, full_name, password_hash, created_at)
  SELECT pg_temp.fixed(2, o, u), format('officer-%s@load-%s.example', u, o), format('Officer %s', u), origin.password_hash, now()
    FROM origin, generate_series(1, :organisations) AS o, generate_series(1, :officers) AS u;
INSERT INTO memberships (tenant_id, id, user_id, office_id, team_id, training, starts_on, created_at)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(1, o, u), CASE WHEN u > 0 THEN pg_temp.fixed(2, o, u) END, CASE WHEN u > 0 THEN pg_temp.fixed(3, o) END,
         CASE WHEN u > 0 THEN pg_temp.fixed(4, o) END, origin.training, current_date - 1, now()
    FROM origin, generate_series(1, :organisations) AS o, generate_series(0, :officers) AS u;
INSERT INTO roles (tenant_id, id, key, title, template, created_at)
  SELECT pg_temp.fixed(0, o), r.id, r.key, r.title, r.template, now() FROM roles r JOIN origin ON r.tenant_id = origin.id, generate_series(1, :organisations) AS o;
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes)
  SELECT pg_temp.fixed(0, o), g.role_id, g.resource, g.action, g.reach, g.programmes FROM role_grants g JOIN origin ON g.tenant_id = origin.id, generate_series(1, :organisations) AS o;
INSERT INTO membership_roles (tenant_id, membership_id, role_id)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(1, o, u), mr.role_id FROM membership_roles mr JOIN origin ON mr.tenant_id = origin.id AND mr.membership_id = origin.officer,
         generate_series(1, :organisations) AS o, generate_series(1, :officers) AS u;
INSERT INTO programme_settings (tenant_id, programme, programme_version, enabled, changed_at)
  SELECT pg_temp.fixed(0, o), s.programme, s.programme_version, s.enabled, now() FROM programme_settings s JOIN origin ON s.tenant_id = origin.id, generate_series(1, :organisations) AS o;
\if :slim
-- What is not needed to read a list, one case and the day's work is left out.
CREATE TEMP TABLE kind ON COMMIT DROP AS
  SELECT *, phase = 'closed' AS done, row_number() OVER (PARTITION BY phase = 'closed' ORDER BY id) - 1 AS nth, count(*) OVER (PARTITION BY phase = 'closed') AS among FROM claim;
CREATE UNIQUE INDEX ON kind (done, nth);
ANALYZE kind;
CREATE TEMP TABLE dropped ON COMMIT DROP AS
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
   WHERE i.indrelid IN ('cases'::regclass, 'case_subjects'::regclass, 'case_deadlines'::regclass, 'case_tasks'::regclass)
     AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid);
DO $$ DECLARE name text; BEGIN FOR name IN SELECT d.name FROM dropped d LOOP EXECUTE 'DROP INDEX ' || name; END LOOP; END $$;
INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, citizenships, languages, office_id, team_id, created_by, created_at, updated_at)
  SELECT pg_temp.fixed(0, o), pg_temp.counted(1, o, k), CASE k % 2 WHEN 0 THEN '1' ELSE '2' END, date '1950-01-01' + k % 20000, 'day', '{AFG}', '{prs}', pg_temp.fixed(3, o),
         pg_temp.fixed(4, o), pg_temp.fixed(1, o, 1 + k % :officers), now(), now()
    FROM generate_series(1, :organisations) AS o, generate_series(1, least(:cases / :organisations, 100000)) AS k;
INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, as_written, created_at)
  SELECT tenant_id, id, id, 0, 'legal', 'Latn', 'prs', 'Given', 'Family', 'Given Family', created_at FROM persons WHERE id::text LIKE '%-0001-7000-9000-%';
INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, previous_state, phase, class, owner_id, team_id, office_id, opened_on, closed_on, flags, tracks,
    decisions, waiting, created_at, updated_at)
  SELECT pg_temp.fixed(0, o), pg_temp.counted(2, o, k), format('25-%s-0', lpad(k::text, 8, '0')), c.programme, c.programme_version, c.state, c.previous_state, c.phase, c.class,
         pg_temp.fixed(1, o, 1 + k / 10 % :officers), pg_temp.fixed(4, o), pg_temp.fixed(3, o), c.opened_on, c.ended_on, c.flags, c.tracks, c.decisions, c.waiting, at, at
    FROM generate_series(1, :organisations) AS o CROSS JOIN generate_series(1, :cases / :organisations) AS k
    JOIN kind c ON c.done = (k % 10 <> 0) AND c.nth = k % c.among
   CROSS JOIN LATERAL (SELECT now() - interval '2 years' * (1 - k / (:cases::float / :organisations)) AS at) AS a;
INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at)
  SELECT pg_temp.fixed(0, o), pg_temp.counted(2, o, k), pg_temp.counted(1, o, 1 + (k - 1) % 100000), 'principal', 0, now()
    FROM generate_series(1, :organisations) AS o, generate_series(1, :cases / :organisations) AS k;
CREATE TEMP TABLE open ON COMMIT DROP AS
  SELECT o, k, pg_temp.fixed(0, o) AS tenant_id, pg_temp.counted(2, o, k) AS id, c.tenant_id AS of_tenant, c.id AS of_case
    FROM generate_series(1, :organisations) AS o CROSS JOIN generate_series(10, :cases / :organisations, 10) AS k JOIN kind c ON NOT c.done AND c.nth = k % c.among;
INSERT INTO case_deadlines (tenant_id, id, case_id, position, kind, basis_event, starts_on, counted_on, due_on, due_at, fires_at, made_at, fired, state, paused_days, paused_since,
    pause_ground, pauses, waiver_ground, rule_version, created_at, updated_at)
  SELECT w.tenant_id, pg_temp.counted(200 + d.position, w.o, w.k), w.id, d.position, d.kind, d.basis_event, d.starts_on, d.counted_on, d.due_on, d.due_at, NULL, d.made_at, d.fired,
         d.state, d.paused_days, d.paused_since, d.pause_ground, d.pauses, d.waiver_ground, d.rule_version, now(), now()
    FROM open w JOIN case_deadlines d ON d.tenant_id = w.of_tenant AND d.case_id = w.of_case AND d.state IN ('open', 'missed');
INSERT INTO case_tasks (tenant_id, id, case_id, position, kind, title, for_role, opened_on, due_on, state, created_at)
  SELECT w.tenant_id, pg_temp.counted(400 + t.position, w.o, w.k), w.id, t.position, t.kind, t.title, t.for_role, t.opened_on, t.due_on, t.state, now()
    FROM open w JOIN case_tasks t ON t.tenant_id = w.of_tenant AND t.case_id = w.of_case AND t.state = 'open';
DO $$ DECLARE made text; BEGIN FOR made IN SELECT d.made FROM dropped d LOOP EXECUTE made; END LOOP; END $$;
\else
CREATE TEMP TABLE wanted ON COMMIT DROP AS
  SELECT o, k, pg_temp.fixed(0, o) AS tenant_id, pg_temp.counted(2, o, k) AS id, pg_temp.counted(1, o, k) AS person, pg_temp.fixed(1, o, 1 + k % :officers) AS officer,
         k % (SELECT count(*) FROM claim) AS turn, now() - interval '2 years' * (1 - k / ceil(:cases::float / :organisations)) AS at
    FROM generate_series(1, :organisations) AS o, generate_series(1, ceil(:cases::float / :organisations)::int) AS k ORDER BY o, k;
ANALYZE wanted;
INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, citizenships, languages, office_id, team_id, created_by, created_at, updated_at)
  SELECT tenant_id, person, CASE k % 2 WHEN 0 THEN '1' ELSE '2' END, date '1950-01-01' + k % 20000, 'day', '{AFG}', '{prs}', pg_temp.fixed(3, o), pg_temp.fixed(4, o), officer, at, at FROM wanted;
INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, as_written, created_at)
  SELECT tenant_id, pg_temp.counted(10 + n, o, k), person, n, 'legal', 'Latn', 'prs', 'Given' || k % 997, 'Family' || k % 9973, format('Given%s Family%s', k % 997, k % 9973), at
    FROM wanted, generate_series(0, 1) AS n;
INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, previous_state, phase, class, owner_id, team_id, office_id, opened_on, closed_on, flags, tracks,
    decisions, waiting, created_at, updated_at)
  SELECT w.tenant_id, w.id, format('25-%s-0', lpad(w.k::text, 8, '0')), c.programme, c.programme_version, c.state, c.previous_state, c.phase, c.class, w.officer,
         pg_temp.fixed(4, w.o), pg_temp.fixed(3, w.o), c.opened_on, c.ended_on, c.flags, c.tracks, c.decisions, c.waiting, w.at, w.at
    FROM wanted w JOIN claim c USING (turn);
INSERT INTO case_subjects (tenant_id, case_id, person_id, role, position, joined_at) SELECT tenant_id, id, person, 'principal', 0, at FROM wanted;
INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, updated_by, updated_at)
  SELECT w.tenant_id, w.id, s.section, s.class, s.answers, s.programme_version, w.officer, w.at
    FROM wanted w JOIN claim c USING (turn) JOIN case_sections s ON s.tenant_id = c.tenant_id AND s.case_id = c.id;
INSERT INTO case_steps (tenant_id, id, case_id, position, transition, track, effective_on, from_state, to_state, reason, done_by, done_at)
  SELECT w.tenant_id, pg_temp.counted(100 + s.position, w.o, w.k), w.id, s.position, s.transition, s.track, s.effective_on, s.from_state, s.to_state, s.reason, w.officer, w.at
    FROM wanted w JOIN claim c USING (turn) JOIN case_steps s ON s.tenant_id = c.tenant_id AND s.case_id = c.id;
INSERT INTO case_deadlines (tenant_id, id, case_id, position, kind, basis_event, starts_on, counted_on, due_on, due_at, fires_at, made_at, fired, state, paused_days, paused_since,
    pause_ground, pauses, waiver_ground, rule_version, created_at, updated_at)
  SELECT w.tenant_id, pg_temp.counted(200 + d.position, w.o, w.k), w.id, d.position, d.kind, d.basis_event, d.starts_on, d.counted_on, d.due_on, d.due_at, d.fires_at, d.made_at, d.fired,
         d.state, d.paused_days, d.paused_since, d.pause_ground, d.pauses, d.waiver_ground, d.rule_version, w.at, w.at
    FROM wanted w JOIN claim c USING (turn) JOIN case_deadlines d ON d.tenant_id = c.tenant_id AND d.case_id = c.id;
INSERT INTO case_papers (tenant_id, id, case_id, position, kind, number, issued_on, valid_until, counted_until, pauses, revoked_on, created_at)
  SELECT w.tenant_id, pg_temp.counted(300 + p.position, w.o, w.k), w.id, p.position, p.kind, format('25-%s-%s', lpad(w.k::text, 8, '0'), p.position), p.issued_on, p.valid_until,
         p.counted_until, p.pauses, p.revoked_on, w.at
    FROM wanted w JOIN claim c USING (turn) JOIN case_papers p ON p.tenant_id = c.tenant_id AND p.case_id = c.id;
INSERT INTO case_tasks (tenant_id, id, case_id, position, kind, title, for_role, opened_on, due_on, state, done_by, done_at, created_at)
  SELECT w.tenant_id, pg_temp.counted(400 + t.position, w.o, w.k), w.id, t.position, t.kind, t.title, t.for_role, t.opened_on, t.due_on, t.state,
         CASE WHEN t.done_by IS NOT NULL THEN w.officer END, t.done_at, w.at
    FROM wanted w JOIN claim c USING (turn) JOIN case_tasks t ON t.tenant_id = c.tenant_id AND t.case_id = c.id;
\endif
COMMIT;
VACUUM ANALYZE;
SELECT json_build_object('organisations', :organisations, 'cases', count(*), 'bytes', pg_database_size(current_database())) FROM cases WHERE tenant_id::text LIKE '01900000-0000-7000-8000-%';
