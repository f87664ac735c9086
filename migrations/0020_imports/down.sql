DELETE FROM role_grants WHERE resource = 'import';
DROP POLICY undo ON persons;
DROP POLICY undo ON person_names;
DROP POLICY undo ON person_name_keys;
DROP POLICY undo ON household_members;
DROP POLICY undo ON households;
REVOKE DELETE ON persons, person_names, person_name_keys, households, household_members FROM panoh_app;
DROP TABLE import_households, import_lines, import_chunks, imports;
DROP INDEX persons_born_idx, person_names_written_idx;
