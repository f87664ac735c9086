-- Disposal of what has been kept long enough (programmes.md 4.3): a supervisor proposes, the data-protection officer carries it out, and a
-- certificate without personal content stays. Nothing else in the house may delete these rows: each policy below asks for a disposal.
CREATE TABLE disposals (
  tenant_id uuid NOT NULL CONSTRAINT disposals_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  -- As the case had them: its row keeps nothing else.
  case_number text NOT NULL,
  programme text NOT NULL,
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  state text NOT NULL CHECK (state IN ('proposed', 'declined', 'done')),
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  declined_because text CHECK (length(declined_because) BETWEEN 10 AND 2000),
  -- Records of people who were in no other case, and went with it.
  people uuid[] NOT NULL DEFAULT '{}',
  certificate jsonb,
  certificate_hash bytea CHECK (length(certificate_hash) = 32),
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT disposals_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT disposals_proposed_fkey FOREIGN KEY (tenant_id, proposed_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT disposals_two_people_check CHECK (decided_by <> proposed_by),
  CONSTRAINT disposals_decided_check CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT disposals_declined_check CHECK ((state = 'declined') = (declined_because IS NOT NULL)),
  CONSTRAINT disposals_certificate_check CHECK ((state = 'done') = (certificate IS NOT NULL) AND (certificate IS NULL) = (certificate_hash IS NULL))
);
CREATE UNIQUE INDEX disposals_once_idx ON disposals (tenant_id, case_id) WHERE state <> 'declined';
CALL protect('disposals', 'SELECT, INSERT');
GRANT UPDATE (state, decided_by, decided_at, declined_because, people, certificate, certificate_hash, version) ON disposals TO panoh_app;

-- In the archive, and held by nobody.
CREATE FUNCTION may_be_disposed(t uuid, c uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM cases k WHERE k.tenant_id = t AND k.id = c AND k.retention = 'archive')
     AND NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.tenant_id = t AND h.case_id = c AND h.lifted_at IS NULL);
END $$;
CREATE FUNCTION is_disposed(t uuid, c uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM disposals d WHERE d.tenant_id = t AND d.case_id = c AND d.state = 'done');
END $$;
CREATE FUNCTION went_with_disposal(t uuid, p uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM disposals d WHERE d.tenant_id = t AND d.state = 'done' AND d.people @> ARRAY[p]);
END $$;
-- It begins as a proposal.
CREATE POLICY proposed ON disposals AS RESTRICTIVE FOR INSERT TO panoh_app WITH CHECK (state = 'proposed');
-- What was decided stays as it was decided.
CREATE POLICY ripe ON disposals AS RESTRICTIVE FOR UPDATE TO panoh_app
  USING (state = 'proposed') WITH CHECK (state <> 'done' OR may_be_disposed(tenant_id, case_id));
-- The case is gone when its certificate is read: whoever reads all of the programme sees it, whoever had a hand in it, and as long as
-- there is a case whoever reaches that. That there was a K4 case is for those on its list, and for the two.
CREATE POLICY reach ON disposals AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) @> '{system}' OR proposed_by = (SELECT app_membership()) OR decided_by IS NOT DISTINCT FROM (SELECT app_membership())
  OR (class < 4 OR is_named_in(tenant_id, case_id)) AND (app_covers('organisation', programme, class) OR reaches_case(tenant_id, case_id))
) WITH CHECK (true);

-- A row may go where its case, or its person, was disposed of.
CREATE PROCEDURE disposable(relation text, condition text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY disposal ON %I AS RESTRICTIVE FOR DELETE TO panoh_app USING (%s)', relation, condition);
  EXECUTE format('GRANT DELETE ON %I TO panoh_app', relation);
END $$;
CALL disposable('case_sections', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_steps', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_deadlines', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_papers', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_tasks', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_alerts', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_notes', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_access', 'is_disposed(tenant_id, case_id)');
CALL disposable('case_subjects', 'is_disposed(tenant_id, case_id)');
CALL disposable('shielded_persons', 'is_disposed(tenant_id, case_id)');
CALL disposable('legal_holds', 'is_disposed(tenant_id, case_id)');
CALL disposable('break_glass', 'is_disposed(tenant_id, case_id)');
CALL disposable('ballots', 'EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = ballots.tenant_id AND i.id = ballots.item_id AND is_disposed(i.tenant_id, i.case_id))');
CALL disposable('recusals', 'EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = recusals.tenant_id AND i.id = recusals.item_id AND is_disposed(i.tenant_id, i.case_id))');
CALL disposable('person_documents', 'went_with_disposal(tenant_id, person_id)');
CALL disposable('person_contacts', 'went_with_disposal(tenant_id, person_id)');
CALL disposable('person_consents', 'went_with_disposal(tenant_id, person_id)');
CALL disposable('person_consent_withdrawals', 'went_with_disposal(tenant_id, person_id)');
CALL disposable('person_relationships', 'went_with_disposal(tenant_id, person_id) OR went_with_disposal(tenant_id, related_id)');
CALL disposable('duplicates', 'went_with_disposal(tenant_id, one_id) OR went_with_disposal(tenant_id, other_id)');
CALL disposable('merges', 'went_with_disposal(tenant_id, merged_id) OR went_with_disposal(tenant_id, survivor_id)');
DROP PROCEDURE disposable(text, text);
-- As before, or with a disposal.
ALTER POLICY undo ON person_names USING (went_with_disposal(tenant_id, person_id) OR EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_names.tenant_id AND l.person_id = person_names.person_id AND i.state = 'undoing'));
ALTER POLICY undo ON person_name_keys USING (EXISTS (
  SELECT 1 FROM person_names n WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND went_with_disposal(n.tenant_id, n.person_id))
  OR EXISTS (
  SELECT 1 FROM person_names n JOIN import_lines l ON l.tenant_id = n.tenant_id AND l.person_id = n.person_id JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND i.state = 'undoing'));
ALTER POLICY undo ON household_members USING (went_with_disposal(tenant_id, person_id) OR EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = household_members.tenant_id AND l.person_id = household_members.person_id AND i.state = 'undoing'));

-- Of a person who went, the id alone is left, for what refers to it; nobody sees the row.
ALTER TABLE persons ADD COLUMN disposed_at timestamptz;
ALTER TABLE persons ADD CONSTRAINT persons_disposed_check CHECK (disposed_at IS NULL OR
  sex = '0' AND gender IS NULL AND birth_on IS NULL AND death_on IS NULL AND citizenships = '{}' AND languages = '{}');
GRANT UPDATE (disposed_at) ON persons TO panoh_app;
CREATE POLICY retention ON persons AS RESTRICTIVE TO panoh_app USING (disposed_at IS NULL OR (SELECT app_reach()) @> '{system}') WITH CHECK (true);

-- Entries of the ledger whose content goes with a case. The disposal orders it; the sealer, which alone knows what the chain was made over,
-- keeps the hash of the content and takes the content out.
CREATE TABLE ledger_erasures (
  tenant_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  disposal_id uuid NOT NULL,
  ordered_at timestamptz NOT NULL,
  content_hash bytea CHECK (length(content_hash) = 32),
  erased_at timestamptz,
  PRIMARY KEY (tenant_id, entry_id),
  CONSTRAINT ledger_erasures_entry_fkey FOREIGN KEY (tenant_id, entry_id) REFERENCES ledger_entries (tenant_id, id),
  CONSTRAINT ledger_erasures_disposal_fkey FOREIGN KEY (tenant_id, disposal_id) REFERENCES disposals (tenant_id, id),
  CONSTRAINT ledger_erasures_done_check CHECK ((content_hash IS NULL) = (erased_at IS NULL))
);
CREATE INDEX ledger_erasures_ordered_idx ON ledger_erasures (tenant_id, entry_id) WHERE content_hash IS NULL;
CALL protect('ledger_erasures', 'SELECT, INSERT');
CREATE POLICY ordered ON ledger_erasures AS RESTRICTIVE FOR INSERT TO panoh_app WITH CHECK (content_hash IS NULL AND EXISTS (
  SELECT 1 FROM disposals d JOIN ledger_entries e ON e.tenant_id = d.tenant_id AND e.id = ledger_erasures.entry_id
   WHERE d.tenant_id = ledger_erasures.tenant_id AND d.id = ledger_erasures.disposal_id AND d.state = 'done'
     AND (e.case_id = d.case_id OR e.person_id = ANY (d.people))));
GRANT SELECT, UPDATE (content_hash, erased_at) ON ledger_erasures TO panoh_sealer;
GRANT UPDATE (change, reason, purpose) ON ledger_entries TO panoh_sealer;
CREATE POLICY erasure ON ledger_entries AS RESTRICTIVE FOR UPDATE TO panoh_sealer
  USING (EXISTS (SELECT 1 FROM ledger_erasures x WHERE x.tenant_id = ledger_entries.tenant_id AND x.entry_id = ledger_entries.id AND x.content_hash IS NOT NULL))
  WITH CHECK (change IS NULL AND reason IS NULL AND purpose IS NULL);

-- Organisations that are there already get what new ones are founded with.
INSERT INTO role_grants (tenant_id, role_id, resource, action, reach, programmes)
SELECT r.tenant_id, r.id, 'erasure', g.action, g.reach, g.programmes
  FROM roles r JOIN (VALUES
    ('supervisor', 'create', 'team', NULL::text[]), ('supervisor', 'read', 'team', NULL),
    ('supervisor', 'create', 'organisation', '{trafficking-assistance}'), ('supervisor', 'read', 'organisation', '{trafficking-assistance}'),
    ('auditor', 'read', 'organisation', NULL)
  ) AS g (role, action, reach, programmes) ON g.role = r.key
 WHERE r.template;
UPDATE role_grants g SET programmes = '{*,trafficking-assistance}' FROM roles r
 WHERE r.tenant_id = g.tenant_id AND r.id = g.role_id AND r.template AND r.key = 'data_protection_officer' AND g.resource = 'erasure' AND g.reach = 'organisation';
