-- Emergency access to a K4 case (programmes.md 3.4): a supervisor who knows its number asks, a second one signs within a quarter of an
-- hour, it is open for 24 hours and is reviewed within 72. The number is kept as it was given: asking says nothing about whether
-- there is such a case.
CREATE TABLE break_glass (
  tenant_id uuid NOT NULL CONSTRAINT break_glass_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  case_number text NOT NULL CHECK (length(case_number) BETWEEN 1 AND 20),
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 2000),
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  signed_by uuid,
  case_id uuid,
  opened_at timestamptz,
  closes_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  verdict text CHECK (verdict IN ('in_order', 'not_in_order')),
  remark text,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT break_glass_requested_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT break_glass_signed_fkey FOREIGN KEY (tenant_id, signed_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT break_glass_reviewed_fkey FOREIGN KEY (tenant_id, reviewed_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT break_glass_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  -- Nobody signs what they asked for, and neither of the two reviews it.
  CONSTRAINT break_glass_two_people_check CHECK (signed_by <> requested_by),
  CONSTRAINT break_glass_reviewer_check CHECK (reviewed_by <> requested_by AND reviewed_by <> signed_by),
  CONSTRAINT break_glass_opened_check CHECK (opened_at IS NULL OR signed_by IS NOT NULL AND closes_at IS NOT NULL AND case_id IS NOT NULL),
  CONSTRAINT break_glass_review_check CHECK (reviewed_at IS NULL OR verdict IS NOT NULL AND reviewed_by IS NOT NULL)
);
CREATE INDEX break_glass_newest_idx ON break_glass (tenant_id, requested_at DESC, id DESC);
CALL protect('break_glass', 'SELECT, INSERT');
GRANT UPDATE (signed_by, case_id, opened_at, closes_at, reviewed_by, reviewed_at, verdict, remark, version) ON break_glass TO panoh_app;
CREATE POLICY reach ON break_glass AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) && '{organisation,system}' OR requested_by = (SELECT app_membership())
) WITH CHECK (true);
