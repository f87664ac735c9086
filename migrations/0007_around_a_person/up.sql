-- What stands around a person: identity documents, ways to reach them, kin, consents. What is recorded by mistake is removed, which is a
-- mark on the row; a consent is a fact that is never changed, and its withdrawal is another.
CREATE PROCEDURE follow_person(relation text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY parent ON %1$I AS RESTRICTIVE
    USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = %1$I.tenant_id AND p.id = %1$I.person_id))
    WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = %1$I.tenant_id AND p.id = %1$I.person_id))', relation);
END $$;

CREATE TABLE person_documents (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  issuer text,
  number text,
  -- The number as it is compared: capitals and digits alone, whatever script and spacing it was typed in.
  number_key text,
  issued_on date,
  expires_on date,
  mrz text,
  -- Check digits of the zone that do not fit, and fields in which it differs from what is recorded.
  mrz_failed text[] NOT NULL DEFAULT '{}',
  mrz_differs text[] NOT NULL DEFAULT '{}',
  authenticity text NOT NULL,
  note text,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_documents_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_documents_number_check CHECK ((kind = 'none') <= (number IS NULL) AND (number IS NULL) = (number_key IS NULL)),
  CONSTRAINT person_documents_days_check CHECK (expires_on >= issued_on)
);
CREATE INDEX person_documents_person_idx ON person_documents (tenant_id, person_id);
CREATE INDEX person_documents_number_idx ON person_documents (tenant_id, number_key) WHERE number_key IS NOT NULL AND removed_at IS NULL;

CREATE TABLE person_contacts (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('phone', 'messenger', 'email', 'postal', 'through-person')),
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 300),
  -- As it is compared: a phone in E.164, an address of e-mail in small letters.
  value_key text NOT NULL,
  safe boolean NOT NULL,
  safe_from time,
  safe_until time,
  by_whom text,
  code_phrase text,
  automated boolean NOT NULL,
  note text,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_contacts_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_contacts_hours_check CHECK ((safe_from IS NULL) = (safe_until IS NULL)),
  -- No machine writes where it is not safe, where a human of some kind must call, or where a phrase must be said first.
  CONSTRAINT person_contacts_automated_check CHECK
    (NOT automated OR (safe AND by_whom IS NULL AND code_phrase IS NULL AND kind IN ('phone', 'messenger', 'email')))
);
CREATE INDEX person_contacts_person_idx ON person_contacts (tenant_id, person_id);
CREATE INDEX person_contacts_value_idx ON person_contacts (tenant_id, value_key) WHERE removed_at IS NULL;

-- `person_id` is this to `related_id`. Each tie stands once, in the direction that has a name of its own here; mutual ones from the lesser id.
CREATE TABLE person_relationships (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  related_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('spouse', 'parent', 'sibling', 'guardian', 'caregiver', 'grandparent', 'other-kin', 'other')),
  legal_basis text,
  from_on date,
  until_on date,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_relationships_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_relationships_related_fkey FOREIGN KEY (tenant_id, related_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_relationships_self_check CHECK (person_id <> related_id),
  CONSTRAINT person_relationships_once_check CHECK (kind NOT IN ('spouse', 'sibling', 'other-kin', 'other') OR person_id < related_id),
  CONSTRAINT person_relationships_days_check CHECK (until_on >= from_on)
);
CREATE UNIQUE INDEX person_relationships_open_idx ON person_relationships (tenant_id, person_id, related_id, kind) WHERE until_on IS NULL AND removed_at IS NULL;
CREATE INDEX person_relationships_related_idx ON person_relationships (tenant_id, related_id);

-- Whether somebody may become the parent of a child: no descendant is an ancestor. One at a time in an organisation, each seeing what the
-- one before wrote, so that two halves of a circle cannot be written at once. Whoever asks must reach everybody.
CREATE FUNCTION may_become_parent(tenant uuid, parent uuid, child uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('parents/' || tenant, 0));
  RETURN NOT EXISTS (
    WITH RECURSIVE ancestors (id) AS (
      SELECT parent
      UNION
      SELECT r.person_id FROM person_relationships r JOIN ancestors a ON r.related_id = a.id
       WHERE r.tenant_id = tenant AND r.kind = 'parent' AND r.removed_at IS NULL)
    SELECT 1 FROM ancestors WHERE id = child);
END $$;

CREATE TABLE person_consents (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  purpose text NOT NULL,
  -- Groups of fields that may be shared; '*' is all of them.
  fields text[] NOT NULL CHECK (cardinality(fields) > 0),
  -- To whom; NULL: to nobody outside.
  recipient text,
  given_by text NOT NULL CHECK (given_by IN ('self', 'guardian', 'legal-basis')),
  guardian_id uuid,
  legal_article text,
  form text,
  from_on date NOT NULL,
  until_on date,
  note text,
  recorded_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_consents_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_consents_guardian_fkey FOREIGN KEY (tenant_id, guardian_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT person_consents_basis_check CHECK ((given_by = 'legal-basis') = (legal_article IS NOT NULL) AND (given_by = 'legal-basis') = (form IS NULL)),
  CONSTRAINT person_consents_guardian_check CHECK ((given_by = 'guardian') = (guardian_id IS NOT NULL)),
  CONSTRAINT person_consents_days_check CHECK (until_on >= from_on)
);
CREATE INDEX person_consents_person_idx ON person_consents (tenant_id, person_id, purpose);
CREATE TABLE person_consent_withdrawals (
  tenant_id uuid NOT NULL,
  consent_id uuid NOT NULL,
  person_id uuid NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  reason text,
  recorded_by uuid NOT NULL,
  PRIMARY KEY (tenant_id, consent_id),
  CONSTRAINT person_consent_withdrawals_consent_fkey FOREIGN KEY (tenant_id, consent_id) REFERENCES person_consents (tenant_id, id),
  CONSTRAINT person_consent_withdrawals_person_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id)
);

CALL protect('person_documents', 'SELECT, INSERT');
GRANT UPDATE (kind, issuer, number, number_key, issued_on, expires_on, mrz, mrz_failed, mrz_differs, authenticity, note, version, updated_at, removed_at)
  ON person_documents TO panoh_app;
CALL protect('person_contacts', 'SELECT, INSERT');
GRANT UPDATE (kind, value, value_key, safe, safe_from, safe_until, by_whom, code_phrase, automated, note, version, updated_at, removed_at)
  ON person_contacts TO panoh_app;
CALL protect('person_relationships', 'SELECT, INSERT');
GRANT UPDATE (legal_basis, from_on, until_on, version, updated_at, removed_at) ON person_relationships TO panoh_app;
CALL protect('person_consents', 'SELECT, INSERT');
CALL protect('person_consent_withdrawals', 'SELECT, INSERT');
CALL follow_person('person_documents');
CALL follow_person('person_contacts');
CALL follow_person('person_consents');
CALL follow_person('person_consent_withdrawals');
-- A tie shows both people, so it is there for whoever sees both.
CREATE POLICY parent ON person_relationships AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_relationships.tenant_id AND p.id = person_relationships.person_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_relationships.tenant_id AND p.id = person_relationships.related_id))
  WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_relationships.tenant_id AND p.id = person_relationships.person_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = person_relationships.tenant_id AND p.id = person_relationships.related_id));
CREATE POLICY no_circle ON person_relationships AS RESTRICTIVE FOR INSERT TO panoh_app
  WITH CHECK (kind <> 'parent' OR may_become_parent(tenant_id, person_id, related_id));

-- The version at which each field last changed, so that two people who change different fields from one version both keep what they wrote.
-- Of rows that are older nobody knows: every field may have changed at any time until now.
ALTER TABLE persons ADD COLUMN field_versions jsonb NOT NULL DEFAULT '{}';
UPDATE persons SET field_versions = jsonb_build_object('*', version) WHERE version > 1;
GRANT UPDATE (field_versions) ON persons TO panoh_app;
