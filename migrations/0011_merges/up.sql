-- Records of one person that were made one: the merged one stays, linked to the survivor, and everything that was moved is remembered,
-- so that a merge can be undone whole.
ALTER TABLE persons ADD COLUMN merged_into uuid;
ALTER TABLE persons ADD CONSTRAINT persons_merged_fkey FOREIGN KEY (tenant_id, merged_into) REFERENCES persons (tenant_id, id);
ALTER TABLE persons ADD CONSTRAINT persons_merged_check CHECK (merged_into <> id);
CREATE INDEX persons_merged_idx ON persons (tenant_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE merges (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  merged_id uuid NOT NULL,
  survivor_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'done', 'undone')),
  -- Whose value of a field is kept: {field: survivor | merged}.
  choose jsonb NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  -- What went over to the survivor, and the survivor's own values that another took the place of.
  moved jsonb NOT NULL DEFAULT '{}',
  replaced jsonb NOT NULL DEFAULT '{}',
  undone_by uuid,
  undone_at timestamptz,
  undone_because text,
  -- What the survivor had been given meanwhile, and kept.
  kept jsonb NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT merges_merged_fkey FOREIGN KEY (tenant_id, merged_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT merges_survivor_fkey FOREIGN KEY (tenant_id, survivor_id) REFERENCES persons (tenant_id, id),
  CONSTRAINT merges_two_check CHECK (merged_id <> survivor_id),
  -- Nobody approves own work (programmes.md 4.2).
  CONSTRAINT merges_second_person_check CHECK (decided_by <> proposed_by),
  CONSTRAINT merges_decided_check CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT merges_undone_check CHECK ((state = 'undone') = (undone_by IS NOT NULL) AND (undone_by IS NULL) = (undone_at IS NULL))
);
CREATE UNIQUE INDEX merges_one_idx ON merges (tenant_id, merged_id) WHERE state = 'done';
CREATE INDEX merges_survivor_idx ON merges (tenant_id, survivor_id);
CALL protect('merges', 'SELECT, INSERT');
GRANT UPDATE (survivor_id, state, choose, decided_by, decided_at, moved, replaced, undone_by, undone_at, undone_because, kept, version) ON merges TO panoh_app;
CREATE POLICY parent ON merges AS RESTRICTIVE
  USING (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = merges.tenant_id AND p.id = merges.merged_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = merges.tenant_id AND p.id = merges.survivor_id))
  WITH CHECK (EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = merges.tenant_id AND p.id = merges.merged_id)
         AND EXISTS (SELECT 1 FROM persons p WHERE p.tenant_id = merges.tenant_id AND p.id = merges.survivor_id));
GRANT UPDATE (merged_into) ON persons TO panoh_app;
GRANT UPDATE (person_id) ON person_names, person_external_ids, person_documents, person_contacts, household_members TO panoh_app;
GRANT UPDATE (person_id, related_id) ON person_relationships TO panoh_app;
-- A tie that goes over to another person may not close a circle either.
CREATE POLICY no_circle_moved ON person_relationships AS RESTRICTIVE FOR UPDATE TO panoh_app
  USING (true) WITH CHECK (kind <> 'parent' OR removed_at IS NOT NULL OR may_become_parent(tenant_id, person_id, related_id));
