-- Where names are looked for: keys of each name, salted with the organisation, in one GIN array. A key is a hash of consonants that every
-- script writes alike; the names themselves stay where they are.
--
-- PostgreSQL uses an index behind row security only for operators that are marked leakproof, and `&&` is not; a policy may use any. So
-- the question stands in the policy: a row is there only for whoever names one of its keys and all of those that it must have. What may be
-- seen of a person is decided where the name is read.
CREATE FUNCTION app_name_keys() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.name_keys', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION app_name_keys_all() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.name_keys_all', true), ''), '{}')::bigint[] $$;

CREATE TABLE person_name_keys (
  tenant_id uuid NOT NULL,
  -- The name's own id. Names are never deleted and keys only follow them, so no foreign key is paid for with each insert.
  id uuid NOT NULL,
  keys bigint[] NOT NULL CONSTRAINT person_name_keys_some_check CHECK (cardinality(keys) > 0),
  PRIMARY KEY (tenant_id, id)
);
-- Every search reads what is pending, so little may be.
CREATE INDEX person_name_keys_keys_idx ON person_name_keys USING gin (keys) WITH (gin_pending_list_limit = 512);
CALL protect('person_name_keys', 'SELECT, INSERT');
CREATE POLICY asked ON person_name_keys AS RESTRICTIVE FOR SELECT TO panoh_app
  USING (keys && (SELECT app_name_keys()) AND keys @> (SELECT app_name_keys_all()));
