DROP POLICY firewall ON persons;
DROP POLICY firewall ON cases;
DROP FUNCTION app_operational();
DROP FUNCTION behind_firewall(text);
ALTER TABLE organisations DROP CONSTRAINT organisations_kind_check;
ALTER TABLE organisations ADD CONSTRAINT organisations_kind_check CHECK
  (kind IN ('platform', 'state', 'local-state', 'un', 'io', 'ngo', 'church', 'donor', 'employer'));
