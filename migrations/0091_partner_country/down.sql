DROP POLICY origin ON persons;
DROP POLICY origin ON cases;
DROP FUNCTION holds_who_fled_from(uuid, uuid, text, text, date);
DROP FUNCTION fled_from(uuid, uuid, text, text, date);
DROP FUNCTION of_asylum(text);
DROP FUNCTION app_recipient();
DROP FUNCTION app_country();
ALTER TABLE memberships DROP COLUMN country;
