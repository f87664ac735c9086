-- Cases and everything that hangs on one. What is filtered or sorted is a column; answers are jsonb per section.
CREATE TABLE cases (
  tenant_id uuid NOT NULL CONSTRAINT cases_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  number text NOT NULL CHECK (number ~ '^[0-9]{2}-[0-9A-HJKMNP-TV-Z]{8}-[0-9]$'),
  programme text NOT NULL,
  programme_version integer NOT NULL,
  state text NOT NULL,
  previous_state text,
  phase text NOT NULL CHECK (phase IN ('intake', 'active', 'waiting', 'decision', 'closed')),
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  owner_id uuid NOT NULL,
  team_id uuid,
  office_id uuid,
  parent_id uuid,
  opened_on date NOT NULL,
  closed_on date,
  flags jsonb NOT NULL DEFAULT '{}',
  tracks jsonb NOT NULL DEFAULT '{}',
  proposal jsonb,
  decisions jsonb NOT NULL DEFAULT '{}',
  -- Deadlines whose basis is not known yet.
  waiting jsonb NOT NULL DEFAULT '[]',
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT cases_number_key UNIQUE (tenant_id, number),
  CONSTRAINT cases_owner_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships (tenant_id, id),
  CONSTRAINT cases_team_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id),
  CONSTRAINT cases_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id),
  CONSTRAINT cases_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES cases (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX cases_newest_idx ON cases (tenant_id, created_at DESC, id DESC);
CREATE INDEX cases_state_idx ON cases (tenant_id, programme, state, created_at DESC, id DESC);
CREATE INDEX cases_owner_open_idx ON cases (tenant_id, owner_id, created_at DESC, id DESC) WHERE phase <> 'closed';

CREATE TABLE case_access (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  why text NOT NULL,
  granted_by uuid NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz,
  PRIMARY KEY (tenant_id, case_id, membership_id, from_at),
  CONSTRAINT case_access_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT case_access_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX case_access_member_idx ON case_access (tenant_id, membership_id, case_id);
CALL protect('case_access', 'SELECT, INSERT, UPDATE');

CREATE TABLE case_subjects (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  position smallint NOT NULL,
  joined_at timestamptz NOT NULL,
  left_at timestamptz,
  PRIMARY KEY (tenant_id, case_id, person_id),
  CONSTRAINT case_subjects_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT case_subjects_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id)
);
CREATE INDEX case_subjects_person_idx ON case_subjects (tenant_id, person_id);
CREATE TABLE case_sections (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  section text NOT NULL,
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  answers jsonb NOT NULL,
  programme_version integer NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  updated_by uuid NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, case_id, section),
  CONSTRAINT case_sections_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE TABLE case_steps (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  position integer NOT NULL,
  transition text NOT NULL,
  track text,
  effective_on date NOT NULL,
  from_state text,
  to_state text NOT NULL,
  reason text,
  done_by uuid NOT NULL,
  done_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_steps_position_key UNIQUE (tenant_id, case_id, position),
  CONSTRAINT case_steps_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE TABLE case_deadlines (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  basis_event text NOT NULL,
  starts_on date NOT NULL,
  -- Last day before pauses, from which they are counted (0.1 C6).
  counted_on date NOT NULL,
  due_on date NOT NULL,
  due_at timestamptz,
  -- When the clock acts next on this row; NULL when nothing is to come.
  fires_at timestamptz,
  -- The instant of the act that made it; nothing fires before.
  made_at timestamptz NOT NULL,
  fired integer NOT NULL DEFAULT 0,
  state text NOT NULL CHECK (state IN ('open', 'met', 'missed', 'waived', 'cancelled')),
  paused_days integer NOT NULL DEFAULT 0 CHECK (paused_days >= 0),
  paused_since date,
  pause_ground text,
  -- Every pause of the row: {from, until, ground, wide}.
  pauses jsonb NOT NULL DEFAULT '[]',
  waiver_ground text,
  rule_version integer NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_deadlines_position_key UNIQUE (tenant_id, case_id, position),
  CONSTRAINT case_deadlines_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX case_deadlines_fire_idx ON case_deadlines (tenant_id, fires_at) WHERE fires_at IS NOT NULL;
CREATE INDEX case_deadlines_due_idx ON case_deadlines (tenant_id, due_on, case_id) WHERE state = 'open';
CREATE TABLE case_papers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  position integer NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  issued_on date NOT NULL,
  valid_until date,
  -- Last valid day before national suspensions extended it, and those suspensions.
  counted_until date,
  pauses jsonb NOT NULL DEFAULT '[]',
  revoked_on date,
  lists uuid[] NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_papers_number_key UNIQUE (tenant_id, number),
  CONSTRAINT case_papers_position_key UNIQUE (tenant_id, case_id, position),
  CONSTRAINT case_papers_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE TABLE case_tasks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  position integer NOT NULL,
  -- The programme's task, or NULL for one written by hand.
  kind text,
  title text,
  for_role text NOT NULL,
  assigned_to uuid,
  opened_on date NOT NULL,
  due_on date,
  state text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
  done_by uuid,
  done_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_tasks_position_key UNIQUE (tenant_id, case_id, position),
  CONSTRAINT case_tasks_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT case_tasks_assigned_fkey FOREIGN KEY (tenant_id, assigned_to) REFERENCES memberships (tenant_id, id),
  CONSTRAINT case_tasks_named_check CHECK ((kind IS NULL) <> (title IS NULL))
);
CREATE INDEX case_tasks_open_idx ON case_tasks (tenant_id, for_role, due_on, id) WHERE state = 'open';
CREATE INDEX case_tasks_mine_idx ON case_tasks (tenant_id, assigned_to, due_on, id) WHERE state = 'open';
CREATE TABLE case_alerts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  alert text NOT NULL,
  kind text NOT NULL,
  to_roles text[] NOT NULL,
  raised_at timestamptz NOT NULL,
  seen_by uuid,
  seen_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_alerts_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX case_alerts_open_idx ON case_alerts (tenant_id, case_id, raised_at DESC) WHERE seen_at IS NULL;
CREATE TABLE case_notes (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  body text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
  -- After 24 hours a note is immutable: what is added is an addendum to it.
  addendum_to uuid,
  author_id uuid NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_notes_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT case_notes_addendum_fkey FOREIGN KEY (tenant_id, addendum_to) REFERENCES case_notes (tenant_id, id)
);
CREATE INDEX case_notes_case_idx ON case_notes (tenant_id, case_id, created_at DESC);

CALL protect('cases', 'SELECT, INSERT');
GRANT UPDATE (state, previous_state, phase, owner_id, team_id, office_id, opened_on, closed_on, flags, tracks, proposal, decisions, waiting, version, updated_at)
  ON cases TO panoh_app;
CALL protect('case_subjects', 'SELECT, INSERT, UPDATE');
CALL protect('case_sections', 'SELECT, INSERT, UPDATE');
CALL protect('case_steps', 'SELECT, INSERT');
CALL protect('case_deadlines', 'SELECT, INSERT, UPDATE');
CALL protect('case_papers', 'SELECT, INSERT, UPDATE');
CALL protect('case_tasks', 'SELECT, INSERT, UPDATE');
CALL protect('case_alerts', 'SELECT, INSERT, UPDATE');
CALL protect('case_notes', 'SELECT, INSERT, UPDATE');
CALL follow_case('case_subjects');
CALL follow_case('case_sections');
CALL follow_case('case_steps');
CALL follow_case('case_deadlines');
CALL follow_case('case_papers');
CALL follow_case('case_tasks');
CALL follow_case('case_alerts');
CALL follow_case('case_notes');

-- Whoever is a subject of a K4 case is shielded: place of work and registration no longer reach them. Written beside case_subjects, and only
-- ever added to. It has no parent policy: it must be seen to hide.
CREATE TABLE shielded_persons (
  tenant_id uuid NOT NULL,
  person_id uuid NOT NULL,
  case_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, person_id, case_id),
  CONSTRAINT shielded_persons_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT shielded_persons_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CALL protect('shielded_persons', 'SELECT, INSERT');
-- A person is reached by who registered them, by place of work, or through a case that is reached; a shielded one only through
-- a case that is reached or by being named on the list of one.
CREATE POLICY reach ON persons AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) @> '{system}'
  OR NOT EXISTS (SELECT 1 FROM shielded_persons s WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id) AND (
    (SELECT app_reach()) @> '{organisation}'
    OR (SELECT app_reach()) && '{own,team,office}' AND created_by = (SELECT app_membership())
    OR (SELECT app_reach()) @> '{team}' AND team_id = (SELECT app_team())
    OR (SELECT app_reach()) @> '{office}' AND office_id = (SELECT app_office()))
  OR (SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id)
  OR (SELECT app_reach()) && '{own,team,office,organisation}' AND EXISTS (
       SELECT 1 FROM shielded_persons s JOIN case_access a ON a.tenant_id = s.tenant_id AND a.case_id = s.case_id
        WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id AND a.membership_id = (SELECT app_membership())
          AND a.from_at <= now() AND (a.until_at IS NULL OR a.until_at > now()))
) WITH CHECK (true);
CREATE POLICY parent ON person_names AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_names.tenant_id AND p.id = person_names.person_id))
  WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_names.tenant_id AND p.id = person_names.person_id));
CREATE POLICY parent ON person_external_ids AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_external_ids.tenant_id AND p.id = person_external_ids.person_id))
  WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_external_ids.tenant_id AND p.id = person_external_ids.person_id));
CREATE POLICY reach ON households AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) && '{organisation,system}'
  OR (SELECT app_reach()) && '{own,team,office}' AND created_by = (SELECT app_membership())
  OR (SELECT app_reach()) @> '{team}' AND team_id = (SELECT app_team())
  OR (SELECT app_reach()) @> '{office}' AND office_id = (SELECT app_office())
) WITH CHECK (true);
-- A household shows the members whom one may see.
CREATE POLICY parent ON household_members AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM households h WHERE h.tenant_id = household_members.tenant_id AND h.id = household_members.household_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = household_members.tenant_id AND p.id = household_members.person_id))
  WITH CHECK (EXISTS (SELECT 1 FROM households h WHERE h.tenant_id = household_members.tenant_id AND h.id = household_members.household_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = household_members.tenant_id AND p.id = household_members.person_id));
