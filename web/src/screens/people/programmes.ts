/** Programmes and their states in words, where a list has only their ids. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';

/** What is wanted of a programme's definition. */
interface Said {
  states?: Record<string, { title: string }>;
  words?: { subject_roles?: Record<string, string> };
}

const LONG = 5 * 60_000;

export function useProgrammeWords(ids: readonly string[]) {
  const { data } = useQuery({ ...query('list_programmes'), staleTime: LONG });
  const wanted = (data?.data ?? []).filter((it) => ids.includes(it.id));
  const found = useQueries({
    queries: wanted.map((it) => ({
      ...query('get_programme_version', { path: { programme: it.id, version: it.enabled_version ?? it.version } }),
      staleTime: LONG,
    })),
  });
  const definitions = new Map(wanted.map((it, index) => [it.id, found[index]?.data as Said | undefined]));
  return {
    programme: (id: string) => wanted.find((it) => it.id === id)?.title ?? id,
    state: (id: string, state: string) => definitions.get(id)?.states?.[state]?.title ?? state,
    role: (id: string, role: string) => definitions.get(id)?.words?.subject_roles?.[role] ?? role,
  };
}
