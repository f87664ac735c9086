/** What conditions may know of the person whom the case is about; asked for only where a form looks at it. */
import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';
import { type Definition, fieldsOf } from '../../programme/definition';
import type { CaseView } from './view';

export function useSubjectFacts(
  it: CaseView,
  definition: Definition,
  sections: readonly string[],
): Record<string, unknown> | undefined {
  const looks = sections.some((name) =>
    fieldsOf(definition.sections[name]).some(([, field]) =>
      /\bsubject\./.test(`${field['x-shown-when']} ${field['x-required-when']}`),
    ),
  );
  const person = it.subjects[0]?.person;
  const { data } = useQuery({
    ...query('get_person', { path: { id: person ?? '' } }),
    enabled: looks && person !== undefined,
  });
  return (
    data && {
      age_min: data.age_min,
      age_max: data.age_max,
      sex: data.sex,
      citizenships: data.citizenships,
      dead: Boolean(data.death_on),
    }
  );
}
