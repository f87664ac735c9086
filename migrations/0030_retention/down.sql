DELETE FROM role_grants WHERE resource IN ('restricted_case', 'legal_hold');
DROP TABLE legal_holds;
DROP POLICY retention ON cases;
DROP FUNCTION app_sees_restricted();
DROP INDEX cases_kept_idx;
ALTER TABLE cases DROP COLUMN retention, DROP COLUMN retention_since;
