/** Who convenes and minutes a body: its secretaries, who have no vote. Named from a day on; their time ends on a day. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { DateField } from '../../design/DateField';
import { Sheet } from '../../design/Page';
import { dateInWords, today } from '../../locale/dates';
import { ColleagueBox } from '../lists/ColleagueBox';
import { EntryDialog } from '../people/EntryDialog';
import style from './Commission.module.css';

interface Secretary {
  membership: string;
  name: string | null;
  starts_on: string;
  ends_on: string | null;
}

const MANNER = { label: 'unsent.did.change', touches: ['list_bodies'], keep: false } as const;

function Name({ body, onClose }: { body: string; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const [who, setWho] = useState<string | null>(null);
  const [from, setFrom] = useState<string | undefined>(today());
  const add = useCommand('add_secretary', { ...MANNER, onDone: onClose });
  return (
    <EntryDialog
      title={t('secretaries.add')}
      does={t('secretaries.add')}
      error={add.error}
      pending={add.isPending}
      whole={who !== null}
      onSave={() => add.mutate({ path: { id: body }, body: { membership: who ?? '', starts_on: from } })}
      onClose={onClose}
    >
      <p>{t('secretaries.explain')}</p>
      <ColleagueBox label={t('seats.who')} value={who} onChange={setWho} error={errorAt(add.error, '/membership')} />
      <DateField
        label={t('seats.from')}
        withToday
        value={from ? { date: from, precision: 'day' } : null}
        onChange={(it) => setFrom(it?.date)}
        error={errorAt(add.error, '/starts_on')}
      />
    </EntryDialog>
  );
}

function End({ body, secretary, onClose }: { body: string; secretary: Secretary; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const [on, setOn] = useState<string | undefined>(today());
  const end = useCommand('end_secretary', { ...MANNER, onDone: onClose });
  return (
    <EntryDialog
      title={t('secretaries.end')}
      does={t('secretaries.end')}
      error={end.error}
      pending={end.isPending}
      whole={on !== undefined}
      onSave={() => on && end.mutate({ path: { id: body, membership: secretary.membership }, body: { ends_on: on } })}
      onClose={onClose}
    >
      <p>
        <bdi>{secretary.name}</bdi>
      </p>
      <DateField
        label={t('secretaries.last')}
        withToday
        value={on ? { date: on, precision: 'day' } : null}
        onChange={(it) => setOn(it?.date)}
        error={errorAt(end.error, '/ends_on')}
      />
    </EntryDialog>
  );
}

export function Secretaries({ body, mayManage }: { body: LineOf<'list_bodies'>; mayManage: boolean }) {
  const { t } = useTranslation('commission');
  const [act, setAct] = useState<'new' | Secretary>();
  const secretaries = (body.secretaries as unknown as Secretary[]).filter((it) => !it.ends_on || it.ends_on >= today());
  return (
    <Sheet
      title={t('secretaries.title')}
      aside={
        mayManage && (
          <Button size="s" icon={<Plus />} onPress={() => setAct('new')}>
            {t('secretaries.add')}
          </Button>
        )
      }
    >
      {secretaries.length === 0 && <p className={style.soft}>{t('secretaries.none')}</p>}
      <ul className={style.lines}>
        {secretaries.map((it) => (
          <li key={`${it.membership} ${it.starts_on}`}>
            <div className={style.main}>
              <p className={style.strong}>
                <bdi>{it.name ?? '—'}</bdi>
              </p>
              <p className={style.soft}>
                {t('seats.since', { day: dateInWords(it.starts_on) })}
                {it.ends_on && `, ${t('seats.until', { day: dateInWords(it.ends_on) })}`}
              </p>
            </div>
            {mayManage && !it.ends_on && (
              <Button
                size="s"
                kind="quiet"
                aria-label={`${t('secretaries.end')}: ${it.name ?? ''}`}
                onPress={() => setAct(it)}
              >
                {t('seats.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {act === 'new' && <Name body={body.id} onClose={() => setAct(undefined)} />}
      {act && act !== 'new' && <End body={body.id} secretary={act} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
