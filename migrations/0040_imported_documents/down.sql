ALTER POLICY undo ON person_documents USING (went_with_disposal(tenant_id, person_id));
ALTER POLICY undo ON person_documents RENAME TO disposal;
ALTER POLICY undo ON person_contacts USING (went_with_disposal(tenant_id, person_id));
ALTER POLICY undo ON person_contacts RENAME TO disposal;
