DROP INDEX cases_newest_idx, cases_programme_idx, cases_state_idx, cases_owner_idx;
CREATE INDEX cases_newest_idx ON cases (tenant_id, created_at DESC, id DESC);
CREATE INDEX cases_state_idx ON cases (tenant_id, programme, state, created_at DESC, id DESC);
