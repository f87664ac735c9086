-- How long a closed case is kept (programmes.md 4.3): after dat.restrict_after it is restricted, after its programme's retention it is
-- in the archive, and from there two people dispose of it. A legal hold stops each step.
ALTER TABLE cases ADD COLUMN retention text NOT NULL DEFAULT 'working' CONSTRAINT cases_retention_check CHECK (retention IN ('working', 'restricted', 'archive', 'disposed'));
-- The day on which it came there; NULL while it is worked with.
ALTER TABLE cases ADD COLUMN retention_since date;
ALTER TABLE cases ADD CONSTRAINT cases_retention_closed_check CHECK (retention = 'working' OR phase = 'closed' AND closed_on IS NOT NULL);
GRANT UPDATE (retention, retention_since) ON cases TO panoh_app;
CREATE INDEX cases_kept_idx ON cases (tenant_id, retention, programme, closed_on) WHERE phase = 'closed';

CREATE TABLE legal_holds (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 2000),
  placed_by uuid NOT NULL,
  placed_at timestamptz NOT NULL,
  lifted_by uuid,
  lifted_at timestamptz,
  lifted_because text CHECK (length(lifted_because) BETWEEN 10 AND 2000),
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT legal_holds_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT legal_holds_placed_fkey FOREIGN KEY (tenant_id, placed_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT legal_holds_lifting_check CHECK ((lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL) = (lifted_because IS NULL))
);
CREATE INDEX legal_holds_case_idx ON legal_holds (tenant_id, case_id, placed_at);
CALL protect('legal_holds', 'SELECT, INSERT');
GRANT UPDATE (lifted_by, lifted_at, lifted_because, version) ON legal_holds TO panoh_app;
CALL follow_case('legal_holds');

-- Whether the member of this transaction reads what is restricted or in the archive (roles.toml, `restricted_case`). The door sets it.
CREATE FUNCTION app_sees_restricted() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.sees_restricted', true), '')::boolean, false) $$;
-- What was disposed of is there for nobody; its certificate is.
CREATE POLICY retention ON cases AS RESTRICTIVE TO panoh_app USING (
  retention = 'working' OR (SELECT app_reach()) @> '{system}' OR retention <> 'disposed' AND (SELECT app_sees_restricted())
) WITH CHECK (true);

-- Organisations that are there already get what new ones are founded with.
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes)
SELECT r.tenant_id, r.id, g.resource, g.action, g.reach, g.programmes
  FROM roles r JOIN (VALUES
    ('supervisor', 'restricted_case', 'read', 'team', NULL::text[]),
    ('supervisor', 'legal_hold', 'create', 'team', NULL), ('supervisor', 'legal_hold', 'read', 'team', NULL), ('supervisor', 'legal_hold', 'update', 'team', NULL),
    ('supervisor', 'legal_hold', 'create', 'organisation', '{trafficking-assistance}'), ('supervisor', 'legal_hold', 'read', 'organisation', '{trafficking-assistance}'),
    ('supervisor', 'legal_hold', 'update', 'organisation', '{trafficking-assistance}'),
    ('data_protection_officer', 'restricted_case', 'read', 'organisation', NULL),
    ('data_protection_officer', 'legal_hold', 'create', 'organisation', '{*,trafficking-assistance}'), ('data_protection_officer', 'legal_hold', 'read', 'organisation', '{*,trafficking-assistance}'),
    ('data_protection_officer', 'legal_hold', 'update', 'organisation', '{*,trafficking-assistance}')
  ) AS g (role, resource, action, reach, programmes) ON g.role = r.key
 WHERE r.template;
