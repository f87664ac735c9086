DROP POLICY need_to_know ON cases;
DROP POLICY reach ON cases;
DROP TABLE ballots, recusals CASCADE;
DROP POLICY reach ON docket_items;
DROP POLICY reach ON sittings;
DROP FUNCTION on_docket_of_member(uuid, uuid);
DROP TABLE docket_items, attendances, sittings, body_secretaries, seat_holders, seats, bodies;
