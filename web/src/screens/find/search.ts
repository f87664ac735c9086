/** Looking people up by a name in any script or by a number. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../../api/ask';
import type { Schemas } from '../../api/types';

export type Hit = Schemas['Hit'];

/** People asked for: whoever needs more writes more. */
const MOST = 20;

export interface Narrowed {
  sex?: string;
  birth?: { date: string; precision: string };
}

/** The search is written and not asked for by an address: what is looked for may be a name. Nothing of it is kept when one leaves. */
export function usePeople(query: string, narrowed: Narrowed, enabled: boolean) {
  const body = { query, ...narrowed, limit: MOST };
  return useQuery({
    queryKey: ['search_people', body] as const,
    queryFn: ({ signal }) => ask({ operation: 'search_people', body }, signal),
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
