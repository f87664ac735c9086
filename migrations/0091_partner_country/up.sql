-- What is known of refugees and asylum seekers never goes to the country that they fled (programmes.md 3.4 rule 5): a partner system carries a
-- country, and where it is that one, people and cases are not there for it.
ALTER TABLE memberships ADD country text CHECK (country ~ '^[A-Z]{3}$');

CREATE FUNCTION app_country() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.country', true), '') $$;
-- The partner's name, as a consent names it.
CREATE FUNCTION app_recipient() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('app.recipient', true), '') $$;
-- Programmes of refugees and asylum seekers: section 2a in config/roles.toml; a test holds the two together.
CREATE FUNCTION of_asylum(programme text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT programme = ANY ('{refugee-claim,refugee-status}') $$;

-- Whether a person fled that country and has not consented in writing that this recipient is told. A family's claim is one: the country that
-- one of them fled is not told of the others either. It asks of all their cases, whoever reaches them.
CREATE FUNCTION fled_from(t uuid, p uuid, fled text, recipient text, today date) RETURNS boolean LANGUAGE plpgsql STABLE
  SET app.country TO '' SET app.reach TO '{system}' AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
      WHERE s.tenant_id = t AND s.person_id = p AND of_asylum(c.programme)
        AND (EXISTS (SELECT 1 FROM case_subjects o JOIN persons q ON q.tenant_id = o.tenant_id AND q.id = o.person_id
                      WHERE o.tenant_id = t AND o.case_id = c.id AND q.citizenships @> ARRAY[fled])
          OR EXISTS (SELECT 1 FROM case_sections x WHERE x.tenant_id = t AND x.case_id = c.id AND x.answers @> jsonb_build_object('former_residence', fled))))
    AND NOT EXISTS (SELECT 1 FROM person_consents k WHERE k.tenant_id = t AND k.person_id = p AND k.form IN ('written', 'thumbprint')
        AND k.given_by IN ('self', 'guardian') AND k.recipient = fled_from.recipient AND k.from_on <= today AND (k.until_on IS NULL OR k.until_on >= today)
        AND NOT EXISTS (SELECT 1 FROM person_consent_withdrawals w WHERE w.tenant_id = k.tenant_id AND w.consent_id = k.id));
END $$;
CREATE FUNCTION holds_who_fled_from(t uuid, c uuid, fled text, recipient text, today date) RETURNS boolean LANGUAGE plpgsql STABLE
  SET app.country TO '' SET app.reach TO '{system}' AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM case_subjects s WHERE s.tenant_id = t AND s.case_id = c AND fled_from(t, s.person_id, fled, recipient, today));
END $$;
CREATE POLICY origin ON cases AS RESTRICTIVE TO panoh_app
  USING ((SELECT app_country()) IS NULL OR NOT holds_who_fled_from(tenant_id, id, app_country(), app_recipient(), app_today())) WITH CHECK (true);
CREATE POLICY origin ON persons AS RESTRICTIVE TO panoh_app
  USING ((SELECT app_country()) IS NULL OR NOT fled_from(tenant_id, id, app_country(), app_recipient(), app_today())) WITH CHECK (true);
