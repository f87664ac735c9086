-- What people ask of those who keep something about them (programmes.md 4.3), and what the police ask (3.4 rule 4). Both are registers: a line
-- is answered, never taken out before its person's file is.
CREATE TABLE subject_requests (
  tenant_id uuid NOT NULL CONSTRAINT subject_requests_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('copy', 'correction', 'restriction')),
  asked_by text NOT NULL CHECK (asked_by IN ('self', 'guardian', 'representative')),
  -- Who asks for them, and of which country they are where it is an authority.
  representative text CHECK (length(representative) BETWEEN 1 AND 200),
  representative_country text CHECK (representative_country ~ '^[A-Z]{3}$'),
  asked_on date NOT NULL,
  channel text NOT NULL CHECK (channel IN ('in-person', 'letter', 'phone', 'email', 'messenger')),
  what text NOT NULL CHECK (length(what) BETWEEN 1 AND 2000),
  due_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- The last copy that was made: through which contact (NULL: handed over), and what it was.
  copied_at timestamptz,
  copied_by uuid,
  copied_through uuid,
  copy_hash bytea CHECK (length(copy_hash) = 32),
  outcome text CHECK (outcome IN ('granted', 'partly', 'refused')),
  reason text CHECK (length(reason) BETWEEN 1 AND 2000),
  answered_by uuid,
  answered_at timestamptz,
  -- When a restriction that was granted ended.
  lifted_by uuid,
  lifted_at timestamptz,
  lifted_because text CHECK (length(lifted_because) BETWEEN 10 AND 2000),
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT subject_requests_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT subject_requests_on_behalf_check CHECK ((asked_by = 'self') = (representative IS NULL)),
  CONSTRAINT subject_requests_copied_check CHECK ((copied_at IS NULL) = (copied_by IS NULL) AND (copied_at IS NULL) = (copy_hash IS NULL) AND (copied_at IS NULL OR kind = 'copy')),
  CONSTRAINT subject_requests_answered_check CHECK ((outcome IS NULL) = (answered_by IS NULL) AND (outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (reason IS NULL)),
  CONSTRAINT subject_requests_lifted_check CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_because IS NULL)
    AND (lifted_at IS NULL OR kind = 'restriction' AND outcome IN ('granted', 'partly')))
);
CREATE INDEX subject_requests_person_idx ON subject_requests (tenant_id, person_id, asked_on DESC);
CREATE INDEX subject_requests_open_idx ON subject_requests (tenant_id, due_on, id) WHERE outcome IS NULL;
CALL protect('subject_requests', 'SELECT, INSERT');
GRANT UPDATE (copied_at, copied_by, copied_through, copy_hash, outcome, reason, answered_by, answered_at, lifted_by, lifted_at, lifted_because, version) ON subject_requests TO panoh_app;
CALL follow_person('subject_requests');
CREATE POLICY disposal ON subject_requests AS RESTRICTIVE FOR DELETE TO panoh_app USING (went_with_disposal(tenant_id, person_id));
GRANT DELETE ON subject_requests TO panoh_app;

CREATE TABLE enforcement_requests (
  tenant_id uuid NOT NULL CONSTRAINT enforcement_requests_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  received_on date NOT NULL,
  authority text NOT NULL CHECK (length(authority) BETWEEN 1 AND 200),
  authority_country text NOT NULL CHECK (authority_country ~ '^[A-Z]{3}$'),
  reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 100),
  asked text NOT NULL CHECK (length(asked) BETWEEN 1 AND 4000),
  -- About whom, where it is somebody who is known here.
  person_id uuid,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- Decided by a supervisor and a lawyer: one writes the decision, the other confirms it.
  outcome text CHECK (outcome IN ('granted', 'partly', 'refused')),
  legal_basis text CHECK (length(legal_basis) BETWEEN 1 AND 300),
  reasons text CHECK (length(reasons) BETWEEN 1 AND 4000),
  decided_by uuid,
  decided_as text CHECK (decided_as IN ('supervisor', 'lawyer')),
  decided_at timestamptz,
  confirmed_by uuid,
  confirmed_as text CHECK (confirmed_as IN ('supervisor', 'lawyer')),
  confirmed_at timestamptz,
  -- The answer is a document; nobody from there looks in here.
  document text CHECK (length(document) BETWEEN 1 AND 20000),
  document_number text CHECK (length(document_number) BETWEEN 1 AND 60),
  answered_by uuid,
  answered_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT enforcement_requests_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT enforcement_requests_reference_key UNIQUE (tenant_id, authority, reference),
  CONSTRAINT enforcement_requests_decided_check CHECK ((outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_as IS NULL)
    AND (outcome IS NULL) = (legal_basis IS NULL) AND (outcome IS NULL) = (reasons IS NULL)),
  CONSTRAINT enforcement_requests_two_people_check CHECK (confirmed_by <> decided_by AND confirmed_as <> decided_as),
  CONSTRAINT enforcement_requests_confirmed_check CHECK ((confirmed_by IS NULL) = (confirmed_as IS NULL) AND (confirmed_by IS NULL OR decided_by IS NOT NULL)),
  CONSTRAINT enforcement_requests_answered_check CHECK ((answered_at IS NULL) = (document IS NULL) AND (answered_at IS NULL) = (document_number IS NULL)
    AND (answered_at IS NULL OR confirmed_by IS NOT NULL))
);
CREATE INDEX enforcement_requests_newest_idx ON enforcement_requests (tenant_id, id DESC);
CREATE INDEX enforcement_requests_person_idx ON enforcement_requests (tenant_id, person_id) WHERE person_id IS NOT NULL;
CALL protect('enforcement_requests', 'SELECT, INSERT');
GRANT UPDATE (outcome, legal_basis, reasons, decided_by, decided_as, decided_at, confirmed_by, confirmed_as, confirmed_at, document, document_number, answered_by, answered_at, version) ON enforcement_requests TO panoh_app;
-- A line about somebody is there for whoever sees them, and for the register's keepers no further.
CREATE POLICY parent ON enforcement_requests AS RESTRICTIVE
  USING ((SELECT app_reach()) <> '{}' AND (person_id IS NULL OR EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = enforcement_requests.tenant_id AND p.id = enforcement_requests.person_id)))
  WITH CHECK ((SELECT app_reach()) <> '{}' AND (person_id IS NULL OR EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = enforcement_requests.tenant_id AND p.id = enforcement_requests.person_id)));
CREATE POLICY disposal ON enforcement_requests AS RESTRICTIVE FOR DELETE TO panoh_app USING (person_id IS NOT NULL AND went_with_disposal(tenant_id, person_id));
GRANT DELETE ON enforcement_requests TO panoh_app;

-- Organisations that are there already get what new ones are founded with.
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes)
SELECT r.tenant_id, r.id, g.resource, a, g.reach, g.programmes
  FROM roles r JOIN (VALUES
    ('caseworker', 'subject_request', '{create,read}'::text[], 'team', NULL::text[]),
    ('child_protection_caseworker', 'subject_request', '{create,read}', 'team', '{child-protection}'),
    ('supervisor', 'subject_request', '{create,read}', 'team', NULL),
    ('registration_officer', 'subject_request', '{create,read}', 'organisation', NULL),
    ('data_protection_officer', 'subject_request', '{create,read,approve,export}', 'organisation', '{*,trafficking-assistance}'),
    ('supervisor', 'enforcement_request', '{create,read,update,approve}', 'organisation', NULL),
    ('lawyer', 'enforcement_request', '{create,read,approve}', 'organisation', NULL),
    ('data_protection_officer', 'enforcement_request', '{read}', 'organisation', NULL)
  ) AS g (role, resource, actions, reach, programmes) ON g.role = r.key CROSS JOIN unnest(g.actions) AS a
 WHERE r.template;
