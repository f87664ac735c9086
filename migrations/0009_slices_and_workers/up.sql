-- Who works on a case beside its owner, which part of a record a grant opens, and a need-to-know list that is itself walled.

-- The part of a resource that a grant opens, when not all of it (programmes.md 4.1; config/roles.toml names them).
ALTER TABLE role_grants ADD COLUMN slice text CHECK (slice ~ '^[a-z][a-z-]{1,40}$');

-- One primary owner, others by task (programmes.md 3.1): whoever has an open task of their own on a case.
ALTER TABLE cases ADD COLUMN workers uuid[] NOT NULL DEFAULT '{}';
GRANT UPDATE (workers) ON cases TO panoh_app;
-- Whether the open permission covers a programme so far: named, or `*`, which is every programme below K4.
CREATE FUNCTION app_covers(reach text, programme text, class smallint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT programme = ANY (app_programmes(reach)) OR class < 4 AND app_programmes(reach) @> '{*}' $$;

-- Own is what one owns or works on. For K4 the list alone decides whose it is: any grant that names the programme serves.
ALTER POLICY reach ON cases USING (
  (SELECT app_reach()) @> '{system}'
  OR (programme = ANY ((SELECT app_programmes('organisation'))::text[]) OR class < 4 AND (SELECT app_programmes('organisation')) @> '{*}')
  OR (owner_id = (SELECT app_membership()) OR workers @> ARRAY[(SELECT app_membership())])
     AND (app_covers('own', programme, class) OR app_covers('team', programme, class) OR app_covers('office', programme, class))
  OR team_id = (SELECT app_team()) AND app_covers('team', programme, class)
  OR office_id = (SELECT app_office()) AND app_covers('office', programme, class)
  OR class = 4 AND (app_covers('own', programme, class) OR app_covers('team', programme, class)
                    OR app_covers('office', programme, class) OR app_covers('bed_house', programme, class))
  OR class < 4 AND app_covers('docket', programme, class)
     AND EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = cases.tenant_id AND i.case_id = cases.id AND is_secretary(i.tenant_id, i.body_id))
) WITH CHECK (true);

-- A list is read where its case is. One's own lines come first: they are what the case's own policy asks for.
CREATE POLICY parent ON case_access AS RESTRICTIVE USING (
  membership_id = (SELECT app_membership()) OR (SELECT app_reach()) @> '{system}' OR reaches_case(tenant_id, case_id)
) WITH CHECK (true);

-- As before, by the service's instant and not the server's.
ALTER POLICY reach ON persons USING (
  (SELECT app_reach()) @> '{system}'
  OR NOT EXISTS (SELECT 1 FROM shielded_persons s WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id) AND (
    (SELECT app_reach()) @> '{organisation}'
    OR (SELECT app_reach()) && '{own,team,office}' AND created_by = (SELECT app_membership())
    OR (SELECT app_reach()) @> '{team}' AND team_id = (SELECT app_team())
    OR (SELECT app_reach()) @> '{office}' AND office_id = (SELECT app_office()))
  OR (SELECT app_reach()) <> '{}' AND EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id)
  OR (SELECT app_reach()) && '{own,team,office,organisation}' AND EXISTS (
       SELECT 1 FROM shielded_persons s JOIN case_access a ON a.tenant_id = s.tenant_id AND a.case_id = s.case_id
        WHERE s.tenant_id = persons.tenant_id AND s.person_id = persons.id AND a.membership_id = (SELECT app_membership())
          AND a.from_at <= (SELECT app_now()) AND (a.until_at IS NULL OR a.until_at > (SELECT app_now())))
) WITH CHECK (true);
