DROP TABLE idempotency_keys, suspensions, holidays, parameter_values, programme_settings, invitations, membership_roles,
  memberships, role_grants, roles, teams, offices, sessions, users, organisations;
