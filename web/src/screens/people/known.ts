/** People who may be meant: those on the same cases as somebody. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';

/** Cases looked at: the newest. */
const LOOKED_AT = 5;

export function usePeopleOnTheirCases(person: string): { value: string; label: string; hint?: string }[] {
  const cases = useQuery(query('list_cases_of_person', { path: { id: person }, query: { limit: LOOKED_AT } }));
  const found = useQueries({
    queries: (cases.data?.data ?? []).map((it) => query('get_case', { path: { id: it.id } })),
  });
  const people = new Map<string, { value: string; label: string; hint?: string }>();
  for (const { data } of found) {
    for (const it of data?.subjects ?? []) {
      const subject = it as { person: string; name?: string | null };
      if (subject.person !== person && subject.name) {
        people.set(subject.person, { value: subject.person, label: subject.name, hint: data?.number });
      }
    }
  }
  return [...people.values()];
}
