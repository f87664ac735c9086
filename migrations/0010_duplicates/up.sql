-- Pairs of records that may be of one person, and what was decided about them.
CREATE TABLE duplicates (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- The lesser id first, so that a pair is one pair.
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  score double precision NOT NULL CHECK (score BETWEEN 0 AND 1),
  signs text[] NOT NULL,
  -- Digest of what was compared: a pair that was decided is asked about again when it differs.
  facts bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'later', 'same', 'not_the_same', 'merged')),
  decided_by uuid,
  decided_at timestamptz,
  reason text,
  raised_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT duplicates_one_fkey FOREIGN KEY (tenant_id, one_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT duplicates_other_fkey FOREIGN KEY (tenant_id, other_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT duplicates_pair_key UNIQUE (tenant_id, one_id, other_id),
  CONSTRAINT duplicates_order_check CHECK (one_id < other_id),
  CONSTRAINT duplicates_decided_check CHECK ((state = 'open') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT duplicates_reason_check CHECK (state <> 'not_the_same' OR reason IS NOT NULL)
);
CREATE INDEX duplicates_other_idx ON duplicates (tenant_id, other_id);
CREATE INDEX duplicates_queue_idx ON duplicates (tenant_id, score DESC, id) WHERE state IN ('open', 'later', 'same');
CALL protect('duplicates', 'SELECT, INSERT');
GRANT UPDATE (score, signs, facts, state, decided_by, decided_at, reason, raised_at, version) ON duplicates TO panoh_app;
-- A pair shows both people, so it is there for whoever sees both.
CREATE POLICY parent ON duplicates AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = duplicates.tenant_id AND p.id = duplicates.one_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = duplicates.tenant_id AND p.id = duplicates.other_id))
  WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = duplicates.tenant_id AND p.id = duplicates.one_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = duplicates.tenant_id AND p.id = duplicates.other_id));
