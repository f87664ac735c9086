-- The one ledger: entries written in the act's own transaction, sealed in order a moment later by one writer.
CREATE TABLE ledger_entries (
  tenant_id uuid NOT NULL CONSTRAINT ledger_entries_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'system', 'partner', 'platform', 'anonymous')),
  membership_id uuid,
  user_id uuid,
  operation text NOT NULL,
  object_kind text,
  object_id uuid,
  case_id uuid,
  person_id uuid,
  class smallint NOT NULL CHECK (class BETWEEN 0 AND 4),
  fields text[] NOT NULL,
  change jsonb,
  purpose text,
  reason text,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
  request_id text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ledger_entries_case_idx ON ledger_entries (tenant_id, case_id, id DESC) WHERE case_id IS NOT NULL;
CREATE INDEX ledger_entries_person_idx ON ledger_entries (tenant_id, person_id, id DESC) WHERE person_id IS NOT NULL;
CREATE TABLE ledger_pending (
  tenant_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, entry_id),
  CONSTRAINT ledger_pending_entry_fkey FOREIGN KEY (tenant_id, entry_id) REFERENCES ledger_entries (tenant_id, id)
);
CREATE TABLE ledger_seals (
  tenant_id uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  entry_id uuid NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq),
  CONSTRAINT ledger_seals_entry_key UNIQUE (tenant_id, entry_id),
  CONSTRAINT ledger_seals_entry_fkey FOREIGN KEY (tenant_id, entry_id) REFERENCES ledger_entries (tenant_id, id)
);
CALL protect('ledger_entries', 'SELECT, INSERT');
CALL protect('ledger_pending', 'INSERT');
CALL protect('ledger_seals', 'SELECT');
-- The writer of disclosures may add and nothing more; the sealer orders what is pending.
GRANT INSERT ON ledger_entries, ledger_pending TO panoh_disclosure;
GRANT SELECT ON ledger_entries TO panoh_sealer;
GRANT SELECT, DELETE ON ledger_pending TO panoh_sealer;
GRANT SELECT, INSERT ON ledger_seals TO panoh_sealer;
