-- Organisations, people who work there, what they may do, and how they sign in.
-- organisations, users, invitations and sessions stand outside a tenant; everything else is inside one.
CREATE TABLE organisations (
  id uuid PRIMARY KEY,
  slug text NOT NULL CONSTRAINT organisations_slug_key UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,40}$'),
  name jsonb NOT NULL,
  kind text NOT NULL CHECK (kind IN ('platform', 'state', 'local-state', 'un', 'io', 'ngo', 'church', 'donor', 'employer')),
  country text NOT NULL DEFAULT 'TJK' CHECK (country ~ '^[A-Z]{3}$'),
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'tg', 'ru', 'fa')),
  suspended_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL CONSTRAINT users_email_key UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
  full_name text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
  password_hash text,
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'tg', 'ru', 'fa')),
  deactivated_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  family_id uuid NOT NULL,
  user_id uuid NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users (id),
  organisation_id uuid NOT NULL CONSTRAINT sessions_organisation_fkey REFERENCES organisations (id),
  membership_id uuid NOT NULL,
  refresh_hash bytea NOT NULL CONSTRAINT sessions_refresh_hash_key UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- When it was rotated, and into which session: reuse after the grace ends the family.
  spent_at timestamptz,
  successor_id uuid,
  revoked_at timestamptz
);
CREATE INDEX sessions_family_idx ON sessions (family_id);
CREATE INDEX sessions_user_idx ON sessions (user_id);

CREATE TABLE offices (
  tenant_id uuid NOT NULL CONSTRAINT offices_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  place text,
  -- Of the code list unit-kind; operational police and security units may hold no grant over refugee, trafficking, child or
  -- amnesty cases (3.4 rule 4).
  unit_kind text NOT NULL DEFAULT 'civil' CHECK (unit_kind IN ('civil', 'shelter', 'border', 'police-operational', 'security-operational')),
  closed_on date,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT offices_name_key UNIQUE (tenant_id, name)
);
CREATE TABLE teams (
  tenant_id uuid NOT NULL CONSTRAINT teams_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  office_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT teams_name_key UNIQUE (tenant_id, office_id, name),
  CONSTRAINT teams_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id)
);
CREATE TABLE roles (
  tenant_id uuid NOT NULL CONSTRAINT roles_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{1,60}$'),
  title jsonb NOT NULL,
  template boolean NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT roles_key_key UNIQUE (tenant_id, key)
);
CREATE TABLE role_grants (
  tenant_id uuid NOT NULL,
  role_id uuid NOT NULL,
  resource text NOT NULL,
  action text NOT NULL,
  reach text NOT NULL CHECK (reach IN ('own', 'bed_house', 'docket', 'aggregate', 'team', 'office', 'organisation', 'platform')),
  -- NULL: every programme that the membership is granted.
  programmes text[],
  PRIMARY KEY (tenant_id, role_id, resource, action, reach),
  CONSTRAINT role_grants_role_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE memberships (
  tenant_id uuid NOT NULL CONSTRAINT memberships_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  -- NULL for the organisation's system member, whom the clock acts as.
  user_id uuid CONSTRAINT memberships_user_fkey REFERENCES users (id),
  office_id uuid,
  team_id uuid,
  -- NULL: every programme of the organisation.
  programmes text[],
  training text[] NOT NULL DEFAULT '{}',
  starts_on date NOT NULL,
  ends_on date,
  deactivated_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT memberships_user_key UNIQUE (tenant_id, user_id),
  CONSTRAINT memberships_office_fkey FOREIGN KEY (tenant_id, office_id) REFERENCES offices (tenant_id, id),
  CONSTRAINT memberships_team_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id)
);
CREATE INDEX memberships_by_user_idx ON memberships (user_id);
CREATE TABLE membership_roles (
  tenant_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  role_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, membership_id, role_id),
  CONSTRAINT membership_roles_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
  CONSTRAINT membership_roles_role_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id)
);
CREATE TABLE invitations (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  membership_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_token_key UNIQUE (tenant_id, token_hash),
  CONSTRAINT invitations_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE TABLE programme_settings (
  tenant_id uuid NOT NULL CONSTRAINT programme_settings_tenant_fkey REFERENCES organisations (id),
  programme text NOT NULL,
  programme_version integer NOT NULL,
  enabled boolean NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, programme)
);
CREATE TABLE parameter_values (
  tenant_id uuid NOT NULL CONSTRAINT parameter_values_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  key text NOT NULL,
  -- As it was written: a text such as "10 working days", a number, true, a list of periods.
  value jsonb NOT NULL,
  source text NOT NULL,
  valid_from date NOT NULL,
  set_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT parameter_values_key_key UNIQUE (tenant_id, key, valid_from)
);
CREATE TABLE holidays (
  tenant_id uuid NOT NULL CONSTRAINT holidays_tenant_fkey REFERENCES organisations (id),
  on_day date NOT NULL,
  name text NOT NULL,
  -- true: a day that is worked although the shipped calendar says it is not.
  working boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, on_day)
);
-- National suspension of the work (0.1 C6): all clocks of the organisation stand still.
CREATE TABLE suspensions (
  tenant_id uuid NOT NULL CONSTRAINT suspensions_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  from_day date NOT NULL,
  until_day date CONSTRAINT suspensions_order_check CHECK (until_day > from_day),
  ground text NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  -- The rules know a suspension by its first day and ground.
  CONSTRAINT suspensions_from_key UNIQUE (tenant_id, from_day, ground)
);
CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL CONSTRAINT idempotency_keys_tenant_fkey REFERENCES organisations (id),
  membership_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
  fingerprint bytea NOT NULL,
  status smallint,
  headers jsonb,
  body text,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, membership_id, key)
);

CALL protect('offices', 'SELECT, INSERT, UPDATE');
CALL protect('teams', 'SELECT, INSERT, UPDATE');
CALL protect('roles', 'SELECT, INSERT, UPDATE');
CALL protect('role_grants', 'SELECT, INSERT, DELETE');
CALL protect('memberships', 'SELECT, INSERT, UPDATE');
CALL protect('membership_roles', 'SELECT, INSERT, DELETE');
CALL protect('invitations', 'SELECT, INSERT, UPDATE');
CALL protect('programme_settings', 'SELECT, INSERT, UPDATE');
CALL protect('parameter_values', 'SELECT, INSERT');
CALL protect('holidays', 'SELECT, INSERT, UPDATE, DELETE');
CALL protect('suspensions', 'SELECT, INSERT, UPDATE');
CALL protect('idempotency_keys', 'SELECT, INSERT, UPDATE, DELETE');

-- Sign-in has a role of its own: it sees logins, sessions and who is a member of what, and nothing else.
CREATE POLICY sign_in ON memberships FOR SELECT TO panoh_auth USING (true);
ALTER POLICY tenant ON memberships TO panoh_app;
CREATE POLICY sign_in ON membership_roles FOR SELECT TO panoh_auth USING (true);
ALTER POLICY tenant ON membership_roles TO panoh_app;
CREATE POLICY sign_in ON roles FOR SELECT TO panoh_auth USING (true);
ALTER POLICY tenant ON roles TO panoh_app;
CREATE POLICY sign_in ON invitations TO panoh_auth USING (true) WITH CHECK (true);
ALTER POLICY tenant ON invitations TO panoh_app;
GRANT SELECT ON memberships, membership_roles, roles TO panoh_auth;
GRANT SELECT, UPDATE ON invitations TO panoh_auth;

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON organisations TO panoh_app
  USING (id = (SELECT app_tenant()) OR (SELECT app_reach()) @> '{platform}')
  WITH CHECK (id = (SELECT app_tenant()) OR (SELECT app_reach()) @> '{platform}');
CREATE POLICY sign_in ON organisations FOR SELECT TO panoh_auth, panoh_sealer USING (true);
GRANT SELECT, INSERT, UPDATE ON organisations TO panoh_app;
GRANT SELECT ON organisations TO panoh_auth, panoh_sealer;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON users FOR SELECT TO panoh_app
  USING (id = (SELECT app_user()) OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = users.id AND m.tenant_id = (SELECT app_tenant())));
CREATE POLICY invite ON users FOR INSERT TO panoh_app WITH CHECK (password_hash IS NULL);
CREATE POLICY self ON users FOR UPDATE TO panoh_app USING (id = (SELECT app_user())) WITH CHECK (id = (SELECT app_user()));
CREATE POLICY sign_in ON users TO panoh_auth USING (true) WITH CHECK (true);
GRANT SELECT (id, email, full_name, language, deactivated_at, version, created_at), INSERT, UPDATE (full_name, language, version) ON users TO panoh_app;
GRANT SELECT, INSERT, UPDATE ON users TO panoh_auth;

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_in ON sessions TO panoh_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON sessions TO panoh_auth;
