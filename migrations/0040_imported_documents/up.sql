-- Documents and contacts that a file brought go with the people whom it brought, while it is taken back; else with a disposal, and never else.
ALTER POLICY disposal ON person_documents USING (went_with_disposal(tenant_id, person_id) OR EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_documents.tenant_id AND l.person_id = person_documents.person_id AND i.state = 'undoing'));
ALTER POLICY disposal ON person_documents RENAME TO undo;
ALTER POLICY disposal ON person_contacts USING (went_with_disposal(tenant_id, person_id) OR EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_contacts.tenant_id AND l.person_id = person_contacts.person_id AND i.state = 'undoing'));
ALTER POLICY disposal ON person_contacts RENAME TO undo;
