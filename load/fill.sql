-- A large database out of the demo: `psql -v cases=500000 -v organisations=20 -f load/fill.sql`, after `panoh seed demo`, as the owner.
-- Every organisation is a copy of the demo's refugee department with one officer for each last digit of a case; every case is a copy of one
-- of its claims, with everything that hangs on it, under ids that can be reckoned: organisation o, officer u, case k.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
-- Keys are right by construction; checking each again would take most of the time.
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '256MB';
CREATE FUNCTION pg_temp.fixed(kind int, o int, u int DEFAULT 0) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT format('01900000-%s-7000-8%s-%s', lpad(to_hex(kind), 4, '0'), lpad(to_hex(u), 3, '0'), lpad(to_hex(o), 12, '0'))::uuid $$;
CREATE FUNCTION pg_temp.counted(kind int, o int, k int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT format('%s-%s-7%s-8000-000000000000', lpad(to_hex(k), 8, '0'), lpad(to_hex(kind), 4, '0'), lpad(to_hex(o), 3, '0'))::uuid $$;
CREATE TEMP TABLE origin ON COMMIT DROP AS
  SELECT o.id, m.id AS officer, u.password_hash, m.training, o.name, o.kind FROM organisations o
    JOIN memberships m ON m.tenant_id = o.id JOIN users u ON u.id = m.user_id WHERE u.email = 'registration@department.example';
CREATE TEMP TABLE claim ON COMMIT DROP AS
  SELECT c.*, row_number() OVER (ORDER BY c.id) - 1 AS turn FROM cases c JOIN origin ON c.tenant_id = origin.id WHERE c.programme = 'refugee-claim';
CREATE UNIQUE INDEX ON claim (turn);
CREATE TEMP TABLE wanted ON COMMIT DROP AS
  SELECT o, k, pg_temp.fixed(0, o) AS tenant_id, pg_temp.counted(2, o, k) AS id, pg_temp.counted(1, o, k) AS person, pg_temp.fixed(1, o, 1 + k % 10) AS officer,
         k % (SELECT count(*) FROM claim) AS turn, now() - interval '2 years' * (1 - k / ceil(:cases::float / :organisations)) AS at
    FROM generate_series(1, :organisations) AS o, generate_series(1, ceil(:cases::float / :organisations)::int) AS k ORDER BY o, k;
ANALYZE claim; ANALYZE wanted;
INSERT INTO organisations (id, slug, name, kind, created_at)
  SELECT pg_temp.fixed(0, o), 'load-' || o, origin.name, origin.kind, now() FROM origin, generate_series(1, :organisations) AS o;
INSERT INTO offices (tenant_id, id, name, created_at) SELECT pg_temp.fixed(0, o), pg_temp.fixed(3, o), 'Office', now() FROM generate_series(1, :organisations) AS o;
INSERT INTO teams (tenant_id, id, office_id, name, created_at)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(4, o), pg_temp.fixed(3, o), 'Team', now() FROM generate_series(1, :organisations) AS o;
INSERT INTO users (id, email, full_name, password_hash, created_at)
  SELECT pg_temp.fixed(2, o, u), format('officer-%s@load-%s.example', u, o), format('Officer %s', u), origin.password_hash, now()
    FROM origin, generate_series(1, :organisations) AS o, generate_series(1, 10) AS u;
INSERT INTO memberships (tenant_id, id, user_id, office_id, team_id, training, starts_on, created_at)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(1, o, u), CASE WHEN u > 0 THEN pg_temp.fixed(2, o, u) END, CASE WHEN u > 0 THEN pg_temp.fixed(3, o) END,
         CASE WHEN u > 0 THEN pg_temp.fixed(4, o) END, origin.training, current_date - 1, now()
    FROM origin, generate_series(1, :organisations) AS o, generate_series(0, 10) AS u;
INSERT INTO roles (tenant_id, id, key, title, template, created_at)
  SELECT pg_temp.fixed(0, o), r.id, r.key, r.title, r.template, now() FROM roles r JOIN origin ON r.tenant_id = origin.id, generate_series(1, :organisations) AS o;
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes)
  SELECT pg_temp.fixed(0, o), g.role_id, g.resource, g.action, g.reach, g.programmes FROM role_grants g JOIN origin ON g.tenant_id = origin.id, generate_series(1, :organisations) AS o;
INSERT INTO membership_roles (tenant_id, membership_id, role_id)
  SELECT pg_temp.fixed(0, o), pg_temp.fixed(1, o, u), mr.role_id FROM membership_roles mr JOIN origin ON mr.tenant_id = origin.id AND mr.membership_id = origin.officer,
         generate_series(1, :organisations) AS o, generate_series(1, 10) AS u;
INSERT INTO programme_settings (tenant_id, programme, programme_version, enabled, changed_at)
  SELECT pg_temp.fixed(0, o), s.programme, s.programme_version, s.enabled, now() FROM programme_settings s JOIN origin ON s.tenant_id = origin.id, generate_series(1, :organisations) AS o;
INSERT INTO persons (tenant_id, id, sex, birth_on, birth_precision, citizenships, languages, office_id, team_id, created_by, created_at, updated_at)
  SELECT tenant_id, person, CASE k % 2 WHEN 0 THEN '1' ELSE '2' END, date '1950-01-01' + k % 20000, 'day', '{AFG}', '{prs}', pg_temp.fixed(3, o), pg_temp.fixed(4, o), officer, at, at FROM wanted;
INSERT INTO person_names (tenant_id, id, person_id, position, kind, script, language, given, family, as_written, created_at)
  SELECT tenant_id, pg_temp.counted(10 + n, o, k), person, n, 'legal', 'Latn', 'prs', 'Given' || k % 997, 'Family' || k % 9973, format('Given%s Family%s', k % 997, k % 9973), at
    FROM wanted, generate_series(0, 1) AS n;
INSERT INTO cases (tenant_id, id, number, programme, programme_version, state, previous_state, phase, class, owner_id, team_id, office_id, opened_on, closed_on, flags, tracks,
    decisions, waiting, created_at, updated_at)
  SELECT w.tenant_id, w.id, format('25-%s-0', lpad(w.k::text, 8, '0')), c.programme, c.programme_version, c.state, c.previous_state, c.phase, c.class, w.officer,
         pg_temp.fixed(4, w.o), pg_temp.fixed(3, w.o), c.opened_on, c.closed_on, c.flags, c.tracks, c.decisions, c.waiting, w.at, w.at
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
COMMIT;
VACUUM ANALYZE;
SELECT json_build_object('organisations', :organisations, 'cases', count(*), 'bytes', pg_database_size(current_database())) FROM cases WHERE tenant_id::text LIKE '01900000-0000-7000-8000-%';
