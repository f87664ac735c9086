/** A body, for those who may know it: a member of it sees its sittings and not the body. */
import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';

export function useBody(id: string | undefined) {
  const me = useMe();
  return useQuery({
    ...query('get_body', { path: { id: id ?? '' } }),
    enabled: Boolean(id) && can(me, 'seat', 'read'),
    staleTime: 60_000,
  }).data;
}
