-- Roles of the runtime, and the few functions and procedures that every tenant table is protected with.
-- None of the roles owns anything, bypasses row security or may create.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['panoh_app', 'panoh_auth', 'panoh_disclosure', 'panoh_sealer'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS', r);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the cluster, other databases may have made them
    END;
    -- An owner that is no superuser serves too, by taking these roles.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      EXECUTE format('GRANT %I TO %I', r, current_user);
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO panoh_app, panoh_auth, panoh_disclosure, panoh_sealer;

-- A function is everybody's to run unless it is said otherwise: from here on it is only theirs who serve.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO panoh_app, panoh_auth, panoh_disclosure, panoh_sealer;

-- The door's settings. They are local to a transaction; afterwards the setting is '' and not NULL, hence NULLIF.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.tenant', true), '')::uuid $$;
CREATE FUNCTION app_membership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.membership', true), '')::uuid $$;
CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.user', true), '')::uuid $$;
CREATE FUNCTION app_office() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.office', true), '')::uuid $$;
CREATE FUNCTION app_team() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.team', true), '')::uuid $$;
-- The transaction's one instant, as the service knows it, and its legal day (0.1 C1); the server's own where no door was opened.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.now', true), '')::timestamptz, pg_catalog.now()) $$;
CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT (app_now() AT TIME ZONE 'Asia/Dushanbe')::date $$;
-- How far the open permission reaches: own, team, office, organisation, docket, platform, system; '{}' reaches nothing.
CREATE FUNCTION app_reach() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.reach', true), ''), '{}')::text[] $$;
-- The programmes for which it reaches so far; '*' is every programme below K4.
CREATE FUNCTION app_programmes(reach text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.programmes_' || reach, true), ''), '{}')::text[] $$;

-- Row security for one tenant table: enabled, forced, one permissive base and one restrictive tenant policy.
CREATE PROCEDURE protect(relation text, privileges text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', relation);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', relation);
  EXECUTE format('CREATE POLICY base ON %I USING (true) WITH CHECK (true)', relation);
  EXECUTE format('CREATE POLICY tenant ON %I AS RESTRICTIVE USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()))', relation);
  EXECUTE format('GRANT %s ON %I TO panoh_app', privileges, relation);
END $$;

-- A child of a case is seen and written exactly where its case is.
CREATE PROCEDURE follow_case(relation text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY parent ON %1$I AS RESTRICTIVE
    USING (EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = %1$I.tenant_id AND c.id = %1$I.case_id))
    WITH CHECK (EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = %1$I.tenant_id AND c.id = %1$I.case_id))', relation);
END $$;
