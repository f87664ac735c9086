/** All names of a person, each in its script, what it corrected, and the names that are no longer borne. */
import { History, PenLine, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Sheet } from '../../design/Page';
import { dateInWords, momentInWords } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { type NameAct, NameDialog } from './NameDialog';
import { inOrder, type Name, withOriginals } from './names';
import style from './Person.module.css';
import { Written } from './PersonName';

const PARTS = ['title', 'given', 'father', 'grandfather', 'patronymic', 'family', 'tribe'] as const;

function Parts({ name }: { name: Name }) {
  const { t } = useTranslation('people');
  const parts = PARTS.filter((it) => name[it]);
  if (parts.length === 0) return null;
  return (
    <dl className={style.parts}>
      {parts.map((it) => (
        <div key={it}>
          <dt>{t(`name.${it}`)}</dt>
          <dd>
            <bdi>{name[it]}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function About({ name }: { name: Name }) {
  const { t } = useTranslation('people');
  const script = useWords('script');
  const spoken = useWords('language');
  const kind = useWords('name-kind');
  return (
    <p className={style.about}>
      {name.kind === 'legal' ? <Chip tone="accent">{kind(name.kind)}</Chip> : <Chip>{kind(name.kind)}</Chip>}
      <span>{script(name.script)}</span>
      {name.language && <span>{spoken(name.language)}</span>}
      {name.valid_from && <span>{t('name.since', { day: dateInWords(name.valid_from) })}</span>}
      {name.valid_to && <span>{t('name.until', { day: dateInWords(name.valid_to) })}</span>}
    </p>
  );
}

export function Names({ person, mayChange }: { person: Schemas['PersonView']; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const [act, setAct] = useState<NameAct>();
  const { now, ended } = withOriginals(inOrder(person.names, language), person.earlier_names);
  return (
    <Sheet
      title={t('names.title')}
      aside={
        mayChange && (
          <Button size="s" icon={<Plus />} onPress={() => setAct({ kind: 'add' })}>
            {t('names.add')}
          </Button>
        )
      }
    >
      <ul className={style.names}>
        {now.map(({ name, before }) => (
          <li key={name.id} className={style.name}>
            <div className={style.nameHead}>
              <p className={style.written}>
                <Written name={name} />
              </p>
              {mayChange && (
                <Button
                  size="s"
                  kind="quiet"
                  icon={<PenLine />}
                  onPress={() => setAct({ kind: 'correct', name })}
                  aria-label={`${t('names.correct')}: ${name.as_written}`}
                >
                  {t('names.correct')}
                </Button>
              )}
            </div>
            <About name={name} />
            <Parts name={name} />
            {before.map((it) => (
              <p key={it.id} className={style.before}>
                <History aria-hidden="true" />
                <span>
                  {t('names.before')} <Written name={it} />
                  {it.superseded_at && ` · ${t('names.correctedAt', { at: momentInWords(it.superseded_at) })}`}
                </span>
              </p>
            ))}
          </li>
        ))}
      </ul>
      {ended.length > 0 && (
        <>
          <h3>{t('names.ended')}</h3>
          <ul className={style.names}>
            {ended.map((it) => (
              <li key={it.id} className={style.name}>
                <p>
                  <Written name={it} />
                </p>
                <About name={it} />
              </li>
            ))}
          </ul>
        </>
      )}
      {act && <NameDialog person={person.id} act={act} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
