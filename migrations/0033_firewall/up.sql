-- The police firewall (programmes.md 3.4 rule 4), where the data is: whatever a member of an operational police or security unit has been
-- granted, refugee, trafficking, child and amnesty cases are not there for them. A docket is a table of its own and stays.
ALTER TABLE organisations DROP CONSTRAINT organisations_kind_check;
ALTER TABLE organisations ADD CONSTRAINT organisations_kind_check CHECK
  (kind IN ('platform', 'state', 'local-state', 'un', 'io', 'ngo', 'church', 'donor', 'employer', 'police-operational', 'security-operational'));
-- config/roles.toml, `barred_units`; a test holds the two together.
CREATE FUNCTION behind_firewall(programme text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT programme = ANY ('{refugee-claim,refugee-status,trafficking-assistance,child-protection,statelessness-amnesty}') $$;
-- Whether the member of this transaction works in such a unit. The door sets it.
CREATE FUNCTION app_operational() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.operational', true), '')::boolean, false) $$;
CREATE POLICY firewall ON cases AS RESTRICTIVE TO panoh_app USING (NOT (SELECT app_operational()) OR NOT behind_firewall(programme)) WITH CHECK (true);
-- People are there for them through the cases that are, and where they registered them themselves.
CREATE POLICY firewall ON persons AS RESTRICTIVE TO panoh_app USING (
  NOT (SELECT app_operational()) OR created_by = (SELECT app_membership())
  OR EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id)
) WITH CHECK (true);
