-- Documents and contacts that a file brought go with the people whom it brought, while it is taken back and never else.
GRANT DELETE ON person_documents, person_contacts TO panoh_app;
CREATE POLICY undo ON person_documents AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_documents.tenant_id AND l.person_id = person_documents.person_id AND i.state = 'undoing'));
CREATE POLICY undo ON person_contacts AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM import_lines l JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE l.tenant_id = person_contacts.tenant_id AND l.person_id = person_contacts.person_id AND i.state = 'undoing'));
