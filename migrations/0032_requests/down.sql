DELETE FROM role_grants WHERE resource IN ('subject_request', 'enforcement_request');
DROP TABLE enforcement_requests;
DROP TABLE subject_requests;
