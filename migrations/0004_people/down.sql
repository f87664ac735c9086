DROP TABLE household_members, households, person_external_ids, person_names, persons;
