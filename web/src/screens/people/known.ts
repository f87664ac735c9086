/** People who may be meant: those on the same cases as somebody; and what people are called. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { useLanguage } from '../../locale/language';
import { calledIn } from './names';

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

/** What each is called, for a list of choices. */
export function useCalled(people: readonly string[]): { value: string; label: string }[] {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const files = useQueries({ queries: people.map((id) => query('get_person', { path: { id } })) });
  return people.map((id, place) => {
    const names = files[place]?.data?.names ?? [];
    return { value: id, label: calledIn(names, language)?.as_written ?? t('hidden') };
  });
}
