CREATE TABLE person_name_keys (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  keys bigint[] NOT NULL CONSTRAINT person_name_keys_some_check CHECK (cardinality(keys) > 0),
  PRIMARY KEY (tenant_id, id)
);
INSERT INTO person_name_keys (tenant_id, id, keys)
SELECT n.tenant_id, n.id, w.keys FROM person_names n JOIN name_writings w ON w.tenant_id = n.tenant_id AND w.written = n.as_written;
CREATE INDEX person_name_keys_keys_idx ON person_name_keys USING gin (keys) WITH (gin_pending_list_limit = 512);
CALL protect('person_name_keys', 'SELECT, INSERT');
CREATE POLICY asked ON person_name_keys AS RESTRICTIVE FOR SELECT TO panoh_app
  USING (keys && (SELECT app_name_keys()) AND keys @> (SELECT app_name_keys_all()));
GRANT DELETE ON person_name_keys TO panoh_app;
CREATE POLICY undo ON person_name_keys AS RESTRICTIVE FOR DELETE TO panoh_app USING (EXISTS (
  SELECT 1 FROM person_names n WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND went_with_disposal(n.tenant_id, n.person_id))
  OR EXISTS (
  SELECT 1 FROM person_names n JOIN import_lines l ON l.tenant_id = n.tenant_id AND l.person_id = n.person_id JOIN imports i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
   WHERE n.tenant_id = person_name_keys.tenant_id AND n.id = person_name_keys.id AND i.state = 'undoing'));
DROP TABLE name_writings;
