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
          AND a.from_at <= now() AND (a.until_at IS NULL OR a.until_at > now()))
) WITH CHECK (true);
DROP POLICY parent ON case_access;
ALTER POLICY reach ON cases USING (
  (SELECT app_reach()) @> '{system}'
  OR (programme = ANY ((SELECT app_programmes('organisation'))::text[]) OR class < 4 AND (SELECT app_programmes('organisation')) @> '{*}')
  OR owner_id = (SELECT app_membership()) AND ((programme = ANY ((SELECT app_programmes('own'))::text[]) OR class < 4 AND (SELECT app_programmes('own')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}'))
  OR team_id = (SELECT app_team()) AND (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}')
  OR office_id = (SELECT app_office()) AND (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}')
  OR (programme = ANY ((SELECT app_programmes('docket'))::text[]) OR class < 4 AND (SELECT app_programmes('docket')) @> '{*}') AND EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = cases.tenant_id AND i.case_id = cases.id AND is_secretary(i.tenant_id, i.body_id))
) WITH CHECK (true);
DROP FUNCTION app_covers;
ALTER TABLE cases DROP COLUMN workers;
ALTER TABLE role_grants DROP COLUMN slice;
