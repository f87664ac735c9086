/** Who one works with: members and teams, as far as one may know them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { query } from '../../api/query';
import { can, type Me, useMe } from '../../app/me';

/** At most so many are offered; who writes a name finds the others. */
const OFFERED = 20;

export function useColleagues(text: string) {
  const me = useMe();
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    ...query('list_users', { query: { q: q || undefined, active: true, limit: OFFERED } }),
    enabled: can(me, 'user', 'read'),
    placeholderData: keepPreviousData,
  });
  return (found.data?.data ?? []).map((it) => ({ value: it.membership, label: it.full_name, hint: it.email }));
}

export function useTeams() {
  const me = useMe();
  const found = useQuery({
    ...query('list_teams', { query: { limit: 200 } }),
    enabled: can(me, 'team', 'read'),
    staleTime: 5 * 60_000,
  });
  return found.data?.data ?? [];
}

export const mayAssign = (me: Me | undefined) => can(me, 'assignment', 'create');
