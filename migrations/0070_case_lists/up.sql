-- A list of cases is read in its order from an index, whatever it is narrowed to (src/cases/api/list.rs): the statement that asked for
-- everything at once was planned as if one case were found, and read and sorted all of an organisation's.
DROP INDEX cases_newest_idx, cases_state_idx;
CREATE INDEX cases_newest_idx ON cases (tenant_id, retention, created_at DESC, id DESC);
CREATE INDEX cases_programme_idx ON cases (tenant_id, retention, programme, created_at DESC, id DESC);
CREATE INDEX cases_state_idx ON cases (tenant_id, retention, programme, state, created_at DESC, id DESC);
CREATE INDEX cases_owner_idx ON cases (tenant_id, retention, owner_id, created_at DESC, id DESC);
