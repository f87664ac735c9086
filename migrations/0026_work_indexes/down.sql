DROP INDEX cases_proposal_idx;
DROP INDEX case_alerts_newest_idx;
DROP INDEX case_deadlines_work_idx;
