-- The roles of the member whose transaction it is, for statements that travel in the same flush as the door's question.
CREATE FUNCTION app_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(NULLIF(pg_catalog.current_setting('app.roles', true), ''), '{}')::text[] $$;
