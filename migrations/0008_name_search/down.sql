DROP TABLE person_name_keys;
DROP FUNCTION app_name_keys(), app_name_keys_all();
