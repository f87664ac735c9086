-- Files of a case: scans, photographs, decisions. A `file` answer of a form is the id of one of that form's. None is changed, and none is
-- taken away before its case is disposed of.
CREATE TABLE case_attachments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  section text NOT NULL CHECK (section ~ '^[a-z][a-z0-9_]*$'),
  -- The class of its form: a file is as sensitive as what it proves.
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  -- As the content says, whatever the sender said.
  media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  size_bytes bigint NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  content bytea NOT NULL,
  added_by uuid NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT case_attachments_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT case_attachments_added_fkey FOREIGN KEY (tenant_id, added_by) REFERENCES memberships (tenant_id, id),
  CONSTRAINT case_attachments_size_check CHECK (size_bytes = length(content) AND size_bytes BETWEEN 1 AND 20971520)
);
-- Pictures and PDFs are compressed already.
ALTER TABLE case_attachments ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX case_attachments_case_idx ON case_attachments (tenant_id, case_id, section, added_at);
CALL protect('case_attachments', 'SELECT, INSERT');
CALL follow_case('case_attachments');
CREATE POLICY disposal ON case_attachments AS RESTRICTIVE FOR DELETE TO panoh_app USING (is_disposed(tenant_id, case_id));
GRANT DELETE ON case_attachments TO panoh_app;
