-- What waits for a second person is few among very many.
CREATE INDEX cases_proposal_idx ON cases (tenant_id, id) WHERE proposal IS NOT NULL;
-- The newest unseen ones, without going through every case's.
CREATE INDEX case_alerts_newest_idx ON case_alerts (tenant_id, raised_at DESC) WHERE seen_at IS NULL;
-- The deadlines that today's work asks for, without a case's others.
CREATE INDEX case_deadlines_work_idx ON case_deadlines (tenant_id, case_id, due_on) WHERE state IN ('open', 'missed');
