/** Somebody who was found: all their names as they are written, and what tells them from others of the same name. */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Chip } from '../../design/Chip';
import { count, dateInWords, type Precision } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { useAge } from '../people/Facts';
import { directionOfScript, inOrder } from '../people/names';
import style from './Find.module.css';
import { sureness } from './typed';

const TONE = { sure: 'good', likely: 'accent', possible: 'calm' } as const;

type Name = Pick<Schemas['FoundName'], 'as_written' | 'kind' | 'script'> & { earlier?: boolean };
/** What a hit of the search and a person's file have in common. */
export type Known = Pick<Schemas['Hit'], 'sex' | 'birth' | 'age_min' | 'age_max'> & { names: readonly Name[] };

export function Who({ it }: { it: Known }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const sex = useWords('sex');
  const age = useAge();
  const names = inOrder(
    it.names.filter((name) => !name.earlier).map((name) => ({ language: undefined, ...name })),
    language,
  );
  const earlier = it.names.filter((name) => name.earlier);
  const written = (name: Name) => (
    <bdi key={`${name.script} ${name.as_written}`} dir={directionOfScript(name.script)}>
      {name.as_written}
    </bdi>
  );
  const [first, ...others] = names;
  return (
    <span className={style.who}>
      <strong>{first ? written(first) : t('nameless')}</strong>
      {others.length > 0 && <span className={style.others}>{others.map(written)}</span>}
      {earlier.length > 0 && (
        <span className={style.others}>
          {t('find.earlier')} {earlier.map(written)}
        </span>
      )}
      <span className={style.facts}>
        <span>{sex(it.sex)}</span>
        {it.birth && <span>{dateInWords(it.birth.date, it.birth.precision as Precision)}</span>}
        {age(it) && <span>{age(it)}</span>}
      </span>
    </span>
  );
}

/** How sure a match is, and what speaks for it. */
export function Because({ score, why }: { score: number; why: readonly { words: string }[] }) {
  const { t } = useTranslation('people');
  const how = sureness(score);
  return (
    <span className={style.why}>
      <Chip tone={TONE[how]}>
        {t(`find.${how}`)} · {count(Math.round(score * 100))}
      </Chip>
      <span>{why.map((it) => it.words).join(' · ')}</span>
    </span>
  );
}
