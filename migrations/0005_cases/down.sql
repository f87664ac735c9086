DROP POLICY parent ON household_members;
DROP POLICY reach ON households;
DROP POLICY parent ON person_external_ids;
DROP POLICY parent ON person_names;
DROP POLICY reach ON persons;
DROP TABLE shielded_persons, case_notes, case_alerts, case_tasks, case_papers, case_deadlines, case_steps, case_sections, case_subjects, case_access, cases;
