-- What answers said before they were corrected (programmes.md 4.3: a correction keeps the earlier value).
CREATE TABLE case_corrections (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  section text NOT NULL,
  -- Of the section, as the correction left it.
  version bigint NOT NULL,
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  -- Answers that had been given and were changed, as they were and as they became; of a repeating section the whole lists.
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  corrected_by uuid NOT NULL,
  corrected_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, case_id, section, version),
  CONSTRAINT case_corrections_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CALL protect('case_corrections', 'SELECT, INSERT');
CALL follow_case('case_corrections');
CREATE POLICY disposal ON case_corrections AS RESTRICTIVE FOR DELETE TO panoh_app USING (is_disposed(tenant_id, case_id));
GRANT DELETE ON case_corrections TO panoh_app;
