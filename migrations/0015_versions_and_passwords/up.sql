-- A running case is moved to another version of its programme; a password changes in the transaction that records it; an outside
-- number of a person who is hidden is not told.
GRANT UPDATE (programme_version) ON cases TO panoh_app;

-- Written, never read: one's own, by the policy `self`.
GRANT UPDATE (password_hash) ON users TO panoh_app;

-- Two people may bear one number as long as nobody sees them both: a unique key would tell of somebody who is hidden. Whoever sees
-- both is refused the second; the same number registered twice at once waits for the first.
ALTER TABLE person_external_ids DROP CONSTRAINT person_external_ids_pkey;
ALTER TABLE person_external_ids ADD PRIMARY KEY (tenant_id, system, value, person_id);
