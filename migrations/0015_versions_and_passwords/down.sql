ALTER TABLE person_external_ids DROP CONSTRAINT person_external_ids_pkey;
ALTER TABLE person_external_ids ADD PRIMARY KEY (tenant_id, system, value);
REVOKE UPDATE (password_hash) ON users FROM panoh_app;
REVOKE UPDATE (programme_version) ON cases FROM panoh_app;
