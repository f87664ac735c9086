-- Collegial decisions (programmes.md 3.6): a body lives in the organisation that convenes it, a seat names the institution it
-- stands for, and its holder is a member whose reach is the docket and nothing else.
CREATE TABLE bodies (
  tenant_id uuid NOT NULL CONSTRAINT bodies_tenant_fkey REFERENCES organisations (id),
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]*$'),
  title jsonb NOT NULL,
  -- Prefix of its parameters in the registry: `com` for com.quorum, com.majority, com.tie.
  parameters text NOT NULL CHECK (parameters ~ '^[a-z]{2,8}$'),
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT bodies_key_key UNIQUE (tenant_id, key),
  -- A programme finds its body by these: several questions of a programme may go to one body.
  CONSTRAINT bodies_parameters_key UNIQUE (tenant_id, parameters)
);
CREATE TABLE seats (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  body_id uuid NOT NULL,
  institution jsonb NOT NULL,
  is_chair boolean NOT NULL,
  position smallint NOT NULL,
  abolished_on date,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT seats_position_key UNIQUE (tenant_id, body_id, position),
  CONSTRAINT seats_body_fkey FOREIGN KEY (tenant_id, body_id) REFERENCES bodies (tenant_id, id)
);
CREATE UNIQUE INDEX seats_one_chair_idx ON seats (tenant_id, body_id) WHERE is_chair AND abolished_on IS NULL;
CREATE TABLE seat_holders (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  seat_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  capacity text NOT NULL CHECK (capacity IN ('member', 'alternate')),
  starts_on date NOT NULL,
  ends_on date CONSTRAINT seat_holders_order_check CHECK (ends_on >= starts_on),
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT seat_holders_start_key UNIQUE (tenant_id, seat_id, membership_id, starts_on),
  CONSTRAINT seat_holders_seat_fkey FOREIGN KEY (tenant_id, seat_id) REFERENCES seats (tenant_id, id),
  CONSTRAINT seat_holders_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX seat_holders_member_idx ON seat_holders (tenant_id, membership_id);
CREATE TABLE body_secretaries (
  tenant_id uuid NOT NULL,
  body_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  starts_on date NOT NULL,
  ends_on date CONSTRAINT body_secretaries_order_check CHECK (ends_on >= starts_on),
  PRIMARY KEY (tenant_id, body_id, membership_id, starts_on),
  CONSTRAINT body_secretaries_body_fkey FOREIGN KEY (tenant_id, body_id) REFERENCES bodies (tenant_id, id),
  CONSTRAINT body_secretaries_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE TABLE sittings (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  body_id uuid NOT NULL,
  called_for timestamptz NOT NULL,
  place text,
  state text NOT NULL CHECK (state IN ('called', 'open', 'closed', 'minuted')),
  opened_at timestamptz,
  closed_at timestamptz,
  minuted_at timestamptz,
  minutes text,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT sittings_body_fkey FOREIGN KEY (tenant_id, body_id) REFERENCES bodies (tenant_id, id)
);
CREATE TABLE attendances (
  tenant_id uuid NOT NULL,
  sitting_id uuid NOT NULL,
  seat_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  capacity text NOT NULL CHECK (capacity IN ('member', 'alternate')),
  arrived_at timestamptz NOT NULL,
  left_at timestamptz,
  -- One person for one seat: the member or the alternate, not both.
  PRIMARY KEY (tenant_id, sitting_id, seat_id),
  CONSTRAINT attendances_member_key UNIQUE (tenant_id, sitting_id, membership_id),
  CONSTRAINT attendances_sitting_fkey FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings (tenant_id, id),
  CONSTRAINT attendances_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
  CONSTRAINT attendances_seat_fkey FOREIGN KEY (tenant_id, seat_id) REFERENCES seats (tenant_id, id)
);
CREATE TABLE docket_items (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  body_id uuid NOT NULL,
  -- NULL until it is put on a sitting's docket.
  sitting_id uuid,
  case_id uuid NOT NULL,
  case_number text NOT NULL,
  -- The body of the programme that asks, such as commission or commission_loss: one body may be asked several questions.
  question text NOT NULL,
  position smallint,
  -- An overdue file heads the next docket (0.3 ref.commission_decide).
  urgent boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('waiting', 'listed', 'decided', 'adjourned', 'withdrawn')),
  -- Frozen at convocation: what the body decides on.
  papers jsonb,
  papers_frozen_at timestamptz,
  barred uuid[] NOT NULL DEFAULT '{}',
  outcome text CHECK (outcome IN ('positive', 'negative', 'adjourned')),
  reasons text,
  legal_ground text,
  exclusion_screening text,
  tally jsonb,
  decided_at timestamptz,
  placed_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT docket_items_body_fkey FOREIGN KEY (tenant_id, body_id) REFERENCES bodies (tenant_id, id),
  CONSTRAINT docket_items_sitting_fkey FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings (tenant_id, id),
  CONSTRAINT docket_items_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
  CONSTRAINT docket_items_decided_check CHECK ((state = 'decided') = (decided_at IS NOT NULL) OR state = 'adjourned')
);
CREATE UNIQUE INDEX docket_items_one_open_idx ON docket_items (tenant_id, body_id, case_id) WHERE state IN ('waiting', 'listed');
CREATE INDEX docket_items_sitting_idx ON docket_items (tenant_id, sitting_id, position);
CREATE INDEX docket_items_case_idx ON docket_items (tenant_id, case_id);
CREATE TABLE recusals (
  tenant_id uuid NOT NULL,
  item_id uuid NOT NULL,
  seat_id uuid NOT NULL,
  ground text NOT NULL CHECK (length(ground) > 0),
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, item_id, seat_id),
  CONSTRAINT recusals_item_fkey FOREIGN KEY (tenant_id, item_id) REFERENCES docket_items (tenant_id, id),
  CONSTRAINT recusals_seat_fkey FOREIGN KEY (tenant_id, seat_id) REFERENCES seats (tenant_id, id)
);
CREATE TABLE ballots (
  tenant_id uuid NOT NULL,
  item_id uuid NOT NULL,
  seat_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  vote text NOT NULL CHECK (vote IN ('yes', 'no', 'abstain')),
  dissent text,
  cast_at timestamptz NOT NULL,
  -- One vote per seat, final when given: a correction is a new item.
  PRIMARY KEY (tenant_id, item_id, seat_id),
  CONSTRAINT ballots_membership_fkey FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
  CONSTRAINT ballots_item_fkey FOREIGN KEY (tenant_id, item_id) REFERENCES docket_items (tenant_id, id),
  CONSTRAINT ballots_seat_fkey FOREIGN KEY (tenant_id, seat_id) REFERENCES seats (tenant_id, id)
);
CALL protect('bodies', 'SELECT, INSERT, UPDATE');
CALL protect('seats', 'SELECT, INSERT, UPDATE');
CALL protect('seat_holders', 'SELECT, INSERT, UPDATE');
CALL protect('body_secretaries', 'SELECT, INSERT, UPDATE');
CALL protect('sittings', 'SELECT, INSERT, UPDATE');
CALL protect('attendances', 'SELECT, INSERT, UPDATE');
CALL protect('docket_items', 'SELECT, INSERT, UPDATE');
CALL protect('recusals', 'SELECT, INSERT');
CALL protect('ballots', 'SELECT, INSERT');

-- Whose docket is it: the body's secretary's always, a seat's holder's for the sittings of their time. None of these asks
-- `cases`, whose own policy asks here.
CREATE FUNCTION is_secretary(t uuid, b uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM body_secretaries y WHERE y.tenant_id = t AND y.body_id = b AND y.membership_id = app_membership()
                   AND y.starts_on <= app_today() AND (y.ends_on IS NULL OR y.ends_on >= app_today())) $$;
CREATE FUNCTION holds_seat(t uuid, b uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM seats s JOIN seat_holders h ON h.tenant_id = s.tenant_id AND h.seat_id = s.id
                  WHERE s.tenant_id = t AND s.body_id = b AND h.membership_id = app_membership()
                    AND h.starts_on <= app_today() AND (h.ends_on IS NULL OR h.ends_on >= app_today())
                    AND h.starts_on <= on_day AND (h.ends_on IS NULL OR h.ends_on >= on_day)) $$;
CREATE FUNCTION sits_at(t uuid, s uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM sittings g WHERE g.tenant_id = t AND g.id = s
                   AND holds_seat(g.tenant_id, g.body_id, (g.called_for AT TIME ZONE 'Asia/Dushanbe')::date)) $$;
CREATE POLICY reach ON sittings AS RESTRICTIVE USING (
  (SELECT app_reach()) && '{organisation,system}'
  OR (SELECT app_reach()) @> '{docket}'
     AND (is_secretary(tenant_id, body_id) OR holds_seat(tenant_id, body_id, (called_for AT TIME ZONE 'Asia/Dushanbe')::date))
) WITH CHECK (true);
-- Whose case it is follows its item. Never asked for a member with a docket: their cases are reached through these items.
CREATE FUNCTION reaches_case(t uuid, c uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM cases k WHERE k.tenant_id = t AND k.id = c);
END $$;
-- A seat's holder sees an item from convocation to 30 days after the decision (3.5; com.docket_visible may say less, which the
-- service sees to); the secretary the whole docket.
CREATE POLICY reach ON docket_items AS RESTRICTIVE USING (
  (SELECT app_reach()) && '{organisation,system}'
  OR (SELECT app_reach()) @> '{docket}' AND (
       is_secretary(tenant_id, body_id)
       OR sitting_id IS NOT NULL AND (decided_at IS NULL OR decided_at > (SELECT app_now()) - interval '31 days') AND sits_at(tenant_id, sitting_id))
  OR (SELECT app_reach()) && '{own,team,office}' AND NOT (SELECT app_reach()) @> '{docket}' AND reaches_case(tenant_id, case_id)
) WITH CHECK (true);
-- What hangs on a sitting or an item is seen where that is.
CREATE POLICY parent ON attendances AS RESTRICTIVE USING (
  EXISTS (SELECT 1 FROM sittings g WHERE g.tenant_id = attendances.tenant_id AND g.id = attendances.sitting_id)) WITH CHECK (true);
CREATE POLICY parent ON recusals AS RESTRICTIVE USING (
  EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = recusals.tenant_id AND i.id = recusals.item_id)) WITH CHECK (true);
-- A ballot is its voter's own until the item is closed; the tally is counted by the secretary's statement, which sees them all.
CREATE POLICY parent ON ballots AS RESTRICTIVE USING (
  EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = ballots.tenant_id AND i.id = ballots.item_id
           AND (i.decided_at IS NOT NULL OR ballots.membership_id = (SELECT app_membership()) OR is_secretary(i.tenant_id, i.body_id)))) WITH CHECK (true);

-- Reach and need-to-know on the parent of everything. A docket opens the living case to its secretary alone: a seat's holder
-- reads the frozen papers.
CREATE POLICY reach ON cases AS RESTRICTIVE TO panoh_app USING (
  (SELECT app_reach()) @> '{system}'
  OR (programme = ANY ((SELECT app_programmes('organisation'))::text[]) OR class < 4 AND (SELECT app_programmes('organisation')) @> '{*}')
  OR owner_id = (SELECT app_membership()) AND ((programme = ANY ((SELECT app_programmes('own'))::text[]) OR class < 4 AND (SELECT app_programmes('own')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}') OR (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}'))
  OR team_id = (SELECT app_team()) AND (programme = ANY ((SELECT app_programmes('team'))::text[]) OR class < 4 AND (SELECT app_programmes('team')) @> '{*}')
  OR office_id = (SELECT app_office()) AND (programme = ANY ((SELECT app_programmes('office'))::text[]) OR class < 4 AND (SELECT app_programmes('office')) @> '{*}')
  OR (programme = ANY ((SELECT app_programmes('docket'))::text[]) OR class < 4 AND (SELECT app_programmes('docket')) @> '{*}') AND EXISTS (SELECT 1 FROM docket_items i WHERE i.tenant_id = cases.tenant_id AND i.case_id = cases.id AND is_secretary(i.tenant_id, i.body_id))
) WITH CHECK (true);
CREATE POLICY need_to_know ON cases AS RESTRICTIVE TO panoh_app USING (
  class < 4 OR (SELECT app_reach()) @> '{system}'
  OR EXISTS (SELECT 1 FROM case_access a WHERE a.tenant_id = cases.tenant_id AND a.case_id = cases.id
              AND a.membership_id = (SELECT app_membership()) AND a.from_at <= (SELECT app_now()) AND (a.until_at IS NULL OR a.until_at > (SELECT app_now())))
) WITH CHECK (true);
