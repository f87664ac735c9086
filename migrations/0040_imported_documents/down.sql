DROP POLICY undo ON person_documents;
DROP POLICY undo ON person_contacts;
REVOKE DELETE ON person_documents, person_contacts FROM panoh_app;
