-- The index of names holds each writing of a name once in an organisation, however many bear it: a million people have some hundred thousand
-- writings, so that a common name is one row to look at and not thousands. Whoever bears it is found by `person_names_written_idx`, where row
-- security decides who is there. Why the question stands in the policy: see 0008.
CREATE TABLE name_writings (
  tenant_id uuid NOT NULL,
  written text NOT NULL,
  keys bigint[] NOT NULL CONSTRAINT name_writings_some_check CHECK (cardinality(keys) > 0),
  PRIMARY KEY (tenant_id, written)
);
INSERT INTO name_writings (tenant_id, written, keys)
SELECT DISTINCT ON (n.tenant_id, n.as_written) n.tenant_id, n.as_written, k.keys
  FROM person_names n JOIN person_name_keys k ON k.tenant_id = n.tenant_id AND k.id = n.id ORDER BY n.tenant_id, n.as_written;
-- Every search reads what is pending, so little may be.
CREATE INDEX name_writings_keys_idx ON name_writings USING gin (keys) WITH (gin_pending_list_limit = 512);
DROP TABLE person_name_keys;
CALL protect('name_writings', 'SELECT, INSERT, DELETE');
CREATE POLICY asked ON name_writings AS RESTRICTIVE FOR SELECT TO panoh_app
  USING (keys && (SELECT app_name_keys()) AND keys @> (SELECT app_name_keys_all()));
-- A writing goes when nobody bears it any more, and not before.
CREATE POLICY unborne ON name_writings AS RESTRICTIVE FOR DELETE TO panoh_app USING (NOT EXISTS (
  SELECT 1 FROM person_names n WHERE n.tenant_id = name_writings.tenant_id AND n.as_written = name_writings.written));
