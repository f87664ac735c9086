-- People and households: names in several scripts, births as precise as they are known.
-- The case tables follow in the next migration; the policy by which a person is reached through a case is added there.
CREATE TABLE persons (
  tenant_id uuid NOT NULL CONSTRAINT persons_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  sex text NOT NULL CHECK (sex IN ('0', '1', '2', '9')),
  gender text,
  birth_on date,
  birth_precision text CHECK (birth_precision IN ('day', 'month', 'year', 'estimated')),
  death_on date,
  citizenships text[] NOT NULL DEFAULT '{}',
  languages text[] NOT NULL DEFAULT '{}',
  office_id uuid,
  team_id uuid,
  created_by uuid NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT persons_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id),
  CONSTRAINT persons_team_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id),
  CONSTRAINT persons_birth_check CHECK ((birth_on IS NULL) = (birth_precision IS NULL)),
  -- Not before the first day on which the person can have been born.
  CONSTRAINT persons_death_check CHECK (death_on >= CASE birth_precision
    WHEN 'day' THEN birth_on
    WHEN 'month' THEN date_trunc('month', birth_on::timestamp)::date
    WHEN 'year' THEN date_trunc('year', birth_on::timestamp)::date
    ELSE (date_trunc('year', birth_on::timestamp) - interval '2 years')::date END)
);
CREATE TABLE person_names (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  position smallint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('legal', 'alias', 'birth', 'religious', 'nickname', 'as-in-document')),
  script text NOT NULL CHECK (script IN ('Cyrl', 'Latn', 'Arab')),
  language text,
  given text, family text, patronymic text, father text, grandfather text, tribe text, title text,
  as_written text NOT NULL CHECK (length(as_written) BETWEEN 1 AND 300),
  valid_from date,
  valid_to date,
  -- A correction ends the old row and adds one: the original is never overwritten.
  superseded_at timestamptz,
  corrects uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_names_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_names_corrects_fkey FOREIGN KEY (tenant_id, corrects) REFERENCES person_names (tenant_id, id),
  CONSTRAINT person_names_corrects_key UNIQUE (tenant_id, corrects)
);
CREATE INDEX person_names_person_idx ON person_names (tenant_id, person_id);
CREATE INDEX person_names_as_written_idx ON person_names (tenant_id, lower(as_written) text_pattern_ops);
CREATE TABLE person_external_ids (
  tenant_id uuid NOT NULL,
  system text NOT NULL,
  value text NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, system, value),
  CONSTRAINT person_external_ids_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id)
);
CREATE INDEX person_external_ids_person_idx ON person_external_ids (tenant_id, person_id);
CREATE TABLE households (
  tenant_id uuid NOT NULL CONSTRAINT households_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('family', 'registration-group', 'travel-group', 'shelter-unit')),
  head_id uuid,
  note text,
  office_id uuid,
  team_id uuid,
  created_by uuid NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT households_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id),
  CONSTRAINT households_team_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id),
  CONSTRAINT households_head_fkey FOREIGN KEY (tenant_id, head_id) REFERENCES persons (tenant_id, id)
);
CREATE TABLE household_members (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  household_id uuid NOT NULL,
  person_id uuid NOT NULL,
  relationship text NOT NULL,
  joined_on date NOT NULL,
  left_on date CHECK (left_on >= joined_on),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT household_members_household_fkey FOREIGN KEY (tenant_id, household_id) REFERENCES households (tenant_id, id),
  CONSTRAINT household_members_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT household_members_joined_key UNIQUE (tenant_id, household_id, person_id, joined_on)
);
CREATE INDEX household_members_person_idx ON household_members (tenant_id, person_id);
CALL protect('persons', 'SELECT, INSERT');
GRANT UPDATE (sex, gender, birth_on, birth_precision, death_on, citizenships, languages, office_id, team_id, version, updated_at) ON persons TO panoh_app;
CALL protect('person_names', 'SELECT, INSERT');
GRANT UPDATE (superseded_at) ON person_names TO panoh_app;
CALL protect('person_external_ids', 'SELECT, INSERT, DELETE');
CALL protect('households', 'SELECT, INSERT');
GRANT UPDATE (head_id, note, office_id, team_id, version, updated_at) ON households TO panoh_app;
CALL protect('household_members', 'SELECT, INSERT');
GRANT UPDATE (left_on) ON household_members TO panoh_app;
