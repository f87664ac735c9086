DROP TABLE person_consent_withdrawals, person_consents, person_relationships, person_contacts, person_documents;
DROP FUNCTION may_become_parent;
DROP PROCEDURE follow_person;
ALTER TABLE persons DROP COLUMN field_versions;
