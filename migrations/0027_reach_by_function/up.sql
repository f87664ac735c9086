-- The rules of reach as before, said by functions. Written out in the policy they stood, with their forty sub-queries, once for each table that
-- hangs on a case into every plan: reading one case made a plan of a thousand nodes, which cost fifty times what finding the rows costs.
-- plpgsql, so that they are not written out again; each decides the common case without touching a table.

-- Whether the grants of this reach cover a case of this programme and class; '*' is every programme below K4.
CREATE FUNCTION covers(reach text, programme text, class smallint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT programme = ANY (app_programmes(reach)) OR class < 4 AND app_programmes(reach) @> '{*}' $$;

CREATE FUNCTION reaches(programme text, class smallint, owner uuid, team uuid, office uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN covers('organisation', programme, class) OR app_reach() @> '{system}'
    OR owner = app_membership() AND (covers('own', programme, class) OR covers('team', programme, class) OR covers('office', programme, class))
    OR team = app_team() AND covers('team', programme, class)
    OR office = app_office() AND covers('office', programme, class);
END $$;

-- Whether this member is secretary of a body that has the case on its docket.
CREATE FUNCTION keeps_docket_of(t uuid, c uuid, programme text, class smallint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF NOT covers('docket', programme, class) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = t AND i.case_id = c AND is_secretary(i.tenant_id, i.body_id));
END $$;

-- Whether this member is on the need-to-know list of a K4 case.
CREATE FUNCTION is_named_in(t uuid, c uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM case_access a WHERE a.tenant_id = t AND a.case_id = c AND a.membership_id = app_membership()
                  AND a.from_at <= app_now() AND (a.until_at IS NULL OR a.until_at > app_now()));
END $$;

ALTER POLICY reach ON cases USING (reaches(programme, class, owner_id, team_id, office_id) OR keeps_docket_of(tenant_id, id, programme, class));
ALTER POLICY need_to_know ON cases USING (class < 4 OR app_reach() @> '{system}' OR is_named_in(tenant_id, id));
