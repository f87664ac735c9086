DROP POLICY no_circle_moved ON person_relationships;
REVOKE UPDATE (person_id, related_id) ON person_relationships FROM panoh_app;
REVOKE UPDATE (person_id) ON person_names, person_external_ids, person_documents, person_contacts, household_members FROM panoh_app;
DROP TABLE merges;
ALTER TABLE persons DROP COLUMN merged_into;
