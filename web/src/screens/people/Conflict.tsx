/** Somebody else changed the same fields meanwhile: what stood there, what stands there now, what I meant; field by field I choose. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { momentInWords } from '../../locale/dates';
import type { Meeting } from './conflict';
import { type FACTS, useFact } from './Facts';
import style from './Person.module.css';

type Field = (typeof FACTS)[number];
type Choice = 'theirs' | 'mine';

interface Props {
  person: string;
  meeting: Meeting;
  onClose: () => void;
  /** What is to be sent: mine where nobody else was, and what I chose to keep. */
  onChosen: (body: Record<string, unknown>) => void;
}

/** Who changed it last, where the ledger is one's own to read. */
function useLastChange(person: string) {
  const found = useQuery({ ...query('list_readers', { path: { id: person }, query: { limit: 20 } }), retry: false });
  return found.data?.data.find((it) => it.operation === 'person.update');
}

export function Conflict({ person, meeting, onClose, onChosen }: Props) {
  const { t } = useTranslation(['people', 'common']);
  const fact = useFact();
  const last = useLastChange(person);
  const [chosen, setChosen] = useState<Record<string, Choice>>({});
  const whole = meeting.clashes.every((it) => chosen[it.field]);
  const done = () => {
    const kept = meeting.clashes.filter((it) => chosen[it.field] === 'mine').map((it) => [it.field, it.mine]);
    onChosen({ ...meeting.mine, ...Object.fromEntries(kept) });
  };
  return (
    <Dialog
      title={t('conflict.title')}
      isOpen
      keep
      wide
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('conflict.drop')}
          </Button>
          <Button kind="primary" isDisabled={!whole} onPress={done}>
            {t('conflict.save')}
          </Button>
        </>
      }
    >
      <p>
        {last
          ? t('conflict.who', { who: last.full_name ?? t('readers.someone'), at: momentInWords(last.at) })
          : t('conflict.explain')}
      </p>
      {meeting.clashes.map((it) => (
        <fieldset key={it.field} className={style.clash}>
          <legend>
            {t(`fact.${it.field as Field}`)}
            <span className={style.other}>
              {t('conflict.before')} {fact(it.field, it.before)}
            </span>
          </legend>
          <div className={style.sides}>
            {(['theirs', 'mine'] as const).map((side) => (
              <label key={side} className={style.sideOf} data-on={chosen[it.field] === side || undefined}>
                <input
                  type="radio"
                  name={it.field}
                  checked={chosen[it.field] === side}
                  onChange={() => setChosen((before) => ({ ...before, [it.field]: side }))}
                />
                <span>
                  <strong>{t(`conflict.${side}`)}</strong>
                  <span className={style.sideValue}>{fact(it.field, it[side])}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {meeting.theirs.length > 0 && (
        <p className={style.note}>
          {t('conflict.alsoTheirs', { fields: meeting.theirs.map((it) => t(`fact.${it as Field}`)).join(', ') })}
        </p>
      )}
    </Dialog>
  );
}
