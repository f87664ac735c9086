-- Files of people that were sent in. A file is kept until its lines are; the cells of a line until it has become a person or is
-- given up. What stays is which line became whom, so that a whole batch can be taken back.
CREATE TABLE imports (
  tenant_id uuid NOT NULL CONSTRAINT imports_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('reading', 'checking', 'checked', 'writing', 'done', 'cancelled', 'failed', 'expired', 'undoing', 'undone')),
  dry_run boolean NOT NULL,
  file_name text CHECK (length(file_name) BETWEEN 1 AND 200),
  size_bytes bigint NOT NULL CHECK (size_bytes > 0),
  -- What the caller said about the file, and what was found out about it.
  asked jsonb NOT NULL,
  found jsonb,
  -- Why the file as a whole cannot be taken.
  failure jsonb,
  -- Lines that say something, as far as they are read; the last one that was worked on in this pass, and how many were.
  lines bigint NOT NULL DEFAULT 0,
  through_line bigint NOT NULL DEFAULT 0,
  lines_done bigint NOT NULL DEFAULT 0,
  -- state of a line → how many lines are in it.
  counts jsonb NOT NULL DEFAULT '{}',
  -- What to do with lines about somebody who is there already, where no line says otherwise.
  duplicates text NOT NULL CHECK (duplicates IN ('skip', 'take')),
  office_id uuid,
  team_id uuid,
  created_by uuid NOT NULL,
  -- Whose membership the present pass is done for: who sent it in, committed it or takes it back.
  asked_by uuid NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  pass_began_at timestamptz NOT NULL,
  -- When nothing is left to do, not even to forget.
  finished_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT imports_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id),
  CONSTRAINT imports_team_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id)
);
CREATE INDEX imports_at_work_idx ON imports (tenant_id, id) WHERE finished_at IS NULL;
CREATE TABLE import_chunks (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  position integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant_id, import_id, position),
  CONSTRAINT import_chunks_import_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
);
CREATE TABLE import_lines (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  -- As an editor or a spreadsheet counts, from 1.
  line bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('read', 'ready', 'faulty', 'duplicate', 'written', 'skipped', 'undone', 'kept')),
  cells jsonb,
  -- Column and code of what is wrong or worth saying; never a value.
  notes jsonb NOT NULL DEFAULT '[]',
  -- Who, or which line, is the same person: with score and reasons.
  duplicates jsonb NOT NULL DEFAULT '[]',
  -- Whether a member chose to take it although it is a duplicate, or to leave it.
  taken boolean,
  person_id uuid,
  PRIMARY KEY (tenant_id, import_id, line),
  CONSTRAINT import_lines_import_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id),
  CONSTRAINT import_lines_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE SET NULL (person_id)
);
CREATE INDEX import_lines_person_idx ON import_lines (tenant_id, person_id) WHERE person_id IS NOT NULL;
-- Which household the lines of one key became.
CREATE TABLE import_households (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  key text NOT NULL,
  household_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, import_id, key),
  CONSTRAINT import_households_import_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id),
  CONSTRAINT import_households_household_fkey FOREIGN KEY (tenant_id, household_id) REFERENCES households (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX import_households_household_idx ON import_households (tenant_id, household_id);

-- Whoever was born on the same day may be the same person, whatever script the name is written in.
CREATE INDEX persons_born_idx ON persons (tenant_id, birth_on);
CREATE INDEX person_names_written_idx ON person_names (tenant_id, as_written);

CALL protect('imports', 'SELECT, INSERT');
GRANT UPDATE (state, found, failure, lines, through_line, lines_done, counts, duplicates, asked_by, version, pass_began_at, finished_at, updated_at) ON imports TO panoh_app;
CALL protect('import_chunks', 'SELECT, INSERT, DELETE');
CALL protect('import_lines', 'SELECT, INSERT');
GRANT UPDATE (state, cells, notes, duplicates, taken, person_id) ON import_lines TO panoh_app;
CALL protect('import_households', 'SELECT, INSERT');
CREATE POLICY reach ON imports AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) && '{organisation,system}'
  OR (SELECT app_reach()) && '{own,team,office}' AND created_by = (SELECT app_membership())
  OR (SELECT app_reach()) @> '{team}' AND team_id = (SELECT app_team())
  OR (SELECT app_reach()) @> '{office}' AND office_id = (SELECT app_office())
) WITH CHECK (true);
CREATE POLICY parent ON import_chunks AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_chunks.tenant_id AND i.id = import_chunks.import_id))
  WITH CHECK (EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_chunks.tenant_id AND i.id = import_chunks.import_id));
-- A line is its import's, also when its person is one whom one may not see any more: then only the person's id is left away.
CREATE POLICY parent ON import_lines AS RESTRICTIVE
  USING ((SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_lines.tenant_id AND i.id = import_lines.import_id))
  WITH CHECK ((SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_lines.tenant_id AND i.id = import_lines.import_id));
CREATE POLICY parent ON import_households AS RESTRICTIVE
  USING ((SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_households.tenant_id AND i.id = import_households.import_id))
  WITH CHECK ((SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM imports i WHERE i.tenant_id = import_households.tenant_id AND i.id = import_households.import_id));

-- People are never deleted, with one exception: a batch that is taken back takes those whom it brought, and only while it is.
GRANT DELETE ON persons, person_names, person_name_keys, households, household_members TO panoh_app;
CREATE POLICY undo ON person_name_keys AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM person_names n JOIN import_lines l ON l.tenant_id = n.tenant_id AND l.person_id = n.person_id JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND i.state = 'undoing'));
CREATE POLICY undo ON persons AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = persons.tenant_id AND l.person_id = persons.id AND i.state = 'undoing'));
CREATE POLICY undo ON person_names AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_names.tenant_id AND l.person_id = person_names.person_id AND i.state = 'undoing'));
CREATE POLICY undo ON household_members AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = household_members.tenant_id AND l.person_id = household_members.person_id AND i.state = 'undoing'));
CREATE POLICY undo ON households AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_households g JOIN imports i ON i.tenant_id = g.tenant_id AND i.id = g.import_id
   WHERE g.tenant_id = households.tenant_id AND g.household_id = households.id AND i.state = 'undoing'));

-- Whoever may register people for a whole organisation may do so from a file (roles.toml, `import`): organisations that are
-- there already get what new ones are founded with.
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach)
SELECT r.tenant_id, r.id, 'import', a, 'organisation' FROM roles r CROSS JOIN unnest(ARRAY['create', 'read', 'update']) AS a
 WHERE r.template AND r.key IN ('registration_officer', 'supervisor');
