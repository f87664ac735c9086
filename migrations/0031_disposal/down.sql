UPDATE role_grants SET programmes = NULL WHERE resource = 'erasure' AND programmes @> '{*}';
DELETE FROM role_grants g USING roles r WHERE r.tenant_id = g.tenant_id AND r.id = g.role_id AND g.resource = 'erasure' AND r.key IN ('supervisor', 'auditor');
DROP POLICY erasure ON ledger_entries;
REVOKE UPDATE (change, reason, purpose) ON ledger_entries FROM panoh_sealer;
DROP TABLE ledger_erasures;
ALTER POLICY undo ON person_name_keys USING (EXISTS (
  SELECT 1 FROM person_names n JOIN import_lines l ON l.tenant_id = n.tenant_id AND l.person_id = n.person_id JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND i.state = 'undoing'));
ALTER POLICY undo ON person_names USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_names.tenant_id AND l.person_id = person_names.person_id AND i.state = 'undoing'));
ALTER POLICY undo ON household_members USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = household_members.tenant_id AND l.person_id = household_members.person_id AND i.state = 'undoing'));
DROP POLICY retention ON persons;
ALTER TABLE persons DROP COLUMN disposed_at;
DO $$
DECLARE relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['case_sections', 'case_steps', 'case_deadlines', 'case_papers', 'case_tasks', 'case_alerts', 'case_notes', 'case_access',
      'case_subjects', 'shielded_persons', 'legal_holds', 'break_glass', 'ballots', 'recusals', 'person_documents', 'person_contacts', 'person_consents',
      'person_consent_withdrawals', 'person_relationships', 'duplicates', 'merges'] LOOP
    EXECUTE format('DROP POLICY disposal ON %I', relation);
    EXECUTE format('REVOKE DELETE ON %I FROM panoh_app', relation);
  END LOOP;
END $$;
DROP TABLE disposals;
DROP FUNCTION may_be_disposed(uuid, uuid);
DROP FUNCTION is_disposed(uuid, uuid);
DROP FUNCTION went_with_disposal(uuid, uuid);
