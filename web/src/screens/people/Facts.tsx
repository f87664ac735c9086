/** What is known of a person beside the names, in words, with the other calendar beside the first. */
import { PenLine } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { Sheet } from '../../design/Page';
import { dateInWords, digits, hijriInWords, type Precision } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { FactsEditor } from './FactsEditor';
import style from './Person.module.css';

export type Person = Schemas['PersonView'];

/** How old somebody is, as narrow as the birth allows. */
export function useAge(): (person: Pick<Person, 'age_min' | 'age_max'>) => string | undefined {
  const { t } = useTranslation('people');
  return ({ age_min: from, age_max: to }) => {
    if (from === null || from === undefined) return undefined;
    if (to === null || to === undefined || to === from) return t('facts.age', { count: from, age: digits(from) });
    return t('facts.ageRange', { from: digits(from), to: digits(to) });
  };
}

/** One field of a person in words: what is shown, and what a conflict holds side by side. */
export function useFact(): (field: string, value: unknown) => ReactNode {
  const { t } = useTranslation(['people', 'common']);
  const sex = useWords('sex');
  const gender = useWords('gender');
  const country = useWords('country');
  const language = useWords('language');
  return (field, value) => {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
      return t('facts.unknown');
    switch (field) {
      case 'sex':
        return sex(String(value));
      case 'gender':
        return gender(String(value));
      case 'birth': {
        const birth = value as { date: string; precision: Precision };
        const how = birth.precision === 'day' ? '' : ` (${t(`common:date.precisions.${birth.precision}`)})`;
        return (
          <>
            {dateInWords(birth.date, birth.precision)}
            {how}
            <span className={style.other}>{hijriInWords(birth.date, birth.precision)}</span>
          </>
        );
      }
      case 'death_on':
        return (
          <>
            {dateInWords(String(value))}
            <span className={style.other}>{hijriInWords(String(value))}</span>
          </>
        );
      case 'citizenships':
        return (value as string[]).map(country).join(' · ');
      case 'languages':
        return (value as string[]).map(language).join(' · ');
      case 'external_ids':
        return (
          <ul>
            {(value as Schemas['ExternalId'][]).map((it) => (
              <li key={`${it.system} ${it.value}`}>
                {it.system}: <span className="number">{it.value}</span>
              </li>
            ))}
          </ul>
        );
      default:
        return String(value);
    }
  };
}

export const FACTS = ['birth', 'sex', 'gender', 'citizenships', 'languages', 'external_ids', 'death_on'] as const;

/** Shown only where there is something to show. */
const RARE: ReadonlySet<string> = new Set(['gender', 'external_ids', 'death_on']);

export function Facts({ person, mayChange }: { person: Person; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const fact = useFact();
  const age = useAge();
  const [editing, setEditing] = useState(false);
  const shown = FACTS.filter(
    (it) => !RARE.has(it) || (Array.isArray(person[it]) ? person.external_ids.length : person[it]),
  );
  return (
    <Sheet
      title={t('facts.title')}
      aside={
        mayChange && (
          <Button size="s" icon={<PenLine />} onPress={() => setEditing(true)}>
            {t('facts.change')}
          </Button>
        )
      }
    >
      <dl className={style.facts}>
        {shown.map((it) => (
          <div key={it}>
            <dt>{t(`fact.${it}`)}</dt>
            <dd>
              {fact(it, person[it])}
              {it === 'birth' && person.birth && <span className={style.other}>{age(person)}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {editing && <FactsEditor person={person} onClose={() => setEditing(false)} />}
    </Sheet>
  );
}
