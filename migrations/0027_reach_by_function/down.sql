DROP POLICY need_to_know ON cases;
DROP POLICY reach ON cases;
CREATE POLICY reach ON cases AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) @> '{system}'
  OR (programme = ANY ((SELECT app_programmes('organisation'))::text[]) OR class < 4 AND (SELECT app_programmes('organisation')) @> '{*}')
  OR owner_id = (SELECT app_membership()) AND ((programme = ANY ((SELECT app_programmes('own'))::text[]) OR class < 4 AND (SELECT app_programmes('own')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}'))
  OR team_id = (SELECT app_team()) AND (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}')
  OR office_id = (SELECT app_office()) AND (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}')
  OR (programme = ANY ((SELECT app_programmes('docket'))::text[]) OR class < 4 AND (SELECT app_programmes('docket')) @> '{*}') AND EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = cases.tenant_id AND i.case_id = cases.id AND is_secretary(i.tenant_id, i.body_id))
) WITH CHECK (true);
CREATE POLICY need_to_know ON cases AS RESTRICTIVE TO panoh_app USING (
  class < 4 OR (SELECT app_reach()) @> '{system}'
  OR EXISTS (SELECT 1 FROM case_access a WHERE a.tenant_id = cases.tenant_id AND a.case_id = cases.id
              AND a.membership_id = (SELECT app_membership()) AND a.from_at <= (SELECT app_now()) AND (a.until_at IS NULL OR a.until_at > (SELECT app_now())))
) WITH CHECK (true);
DROP FUNCTION is_named_in, keeps_docket_of, reaches, covers;
