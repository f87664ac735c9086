/** The year's days off and days worked, drawn in months, the organisation's own over the shipped; and times when clocks stand still. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CalendarPlus, ChevronLeft, ChevronRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useKey } from '../../app/keys';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { dateInWords, digits, today, weekday } from '../../locale/dates';
import style from './Admin.module.css';
import { Months } from './Months';
import { AdminPage } from './parts';
import { Suspensions } from './Suspensions';

export type Day = LineOf<'list_calendar_days'>;

function DayForm({ days, onClose }: { days: readonly Day[]; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [day, setDay] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [kind, setKind] = useState('off');
  const set = useCommand('set_calendar_day', {
    label: 'unsent.did.change',
    touches: ['list_calendar_days'],
    keep: false,
    onDone: () => {
      say(t('calendar.set'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!day) return;
    const version = days.find((it) => it.day === day && it.own)?.version ?? null;
    set.mutate({ path: { day }, version, body: { name, working: kind === 'worked' } });
  };
  return (
    <Dialog title={t('calendar.addTitle')} isOpen onClose={onClose} keep>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={set.error} />
        <DateField
          label={t('calendar.day')}
          value={day ? { date: day, precision: 'day' } : null}
          onChange={(it) => setDay(it?.date ?? null)}
        />
        <RadioGroup
          label={t('calendar.what')}
          choices={[
            { value: 'off', label: t('calendar.isOff') },
            { value: 'worked', label: t('calendar.isWorked') },
          ]}
          value={kind}
          onChange={setKind}
        />
        <TextField label={t('name')} value={name} onChange={setName} error={errorAt(set.error, '/name')} />
        <div className={style.row}>
          <Button type="submit" kind="primary" isPending={set.isPending} isDisabled={!day || !name.trim()}>
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Days({ days, keeps }: { days: readonly Day[]; keeps: boolean }) {
  const { t } = useTranslation('admin');
  const clear = useCommand('delete_calendar_day', {
    label: 'unsent.did.change',
    touches: ['list_calendar_days'],
    keep: false,
    onDone: () => say(t('calendar.takenBack')),
  });
  const columns: Column<Day>[] = [
    {
      key: 'day',
      title: t('calendar.day'),
      cell: (it) => (
        <>
          {dateInWords(it.day)} <span className={style.soft}>{weekday(it.day)}</span>
        </>
      ),
      tight: true,
    },
    { key: 'name', title: t('calendar.what'), cell: (it) => (it.own ? <bdi>{it.name}</bdi> : it.name) },
    {
      key: 'kind',
      title: t('calendar.kind'),
      cell: (it) => (
        <span className={style.chips}>
          <Chip tone={it.working ? 'good' : 'warn'} mark={false}>
            {t(it.working ? 'calendar.worked' : 'calendar.off')}
          </Chip>
          {it.movable && <Chip>{t('calendar.movable')}</Chip>}
          {it.own && <Chip tone="accent">{t('calendar.own')}</Chip>}
        </span>
      ),
    },
    {
      key: 'back',
      title: <span className="unseen">{t('calendar.takeBack')}</span>,
      cell: (it) =>
        keeps &&
        it.own && (
          <Button
            size="s"
            onPress={() => clear.mutate({ path: { day: it.day }, version: it.version ?? 0 })}
            aria-label={`${t('calendar.takeBack')}: ${it.name}`}
          >
            {t('calendar.takeBack')}
          </Button>
        ),
      tight: true,
    },
  ];
  return (
    <>
      <ProblemPanel error={clear.error} />
      <Table caption={t('area.calendar.title')} columns={columns} lines={days} keyOf={(it) => it.day} dense />
    </>
  );
}

export default function Calendar() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: '/admin/calendar' });
  const year = search.year ?? Number(today().slice(0, 4));
  const keeps = can(me, 'calendar', 'manage', ['organisation']);
  const list = useQuery(query('list_calendar_days', { query: { year } }));
  const [adding, setAdding] = useState(false);
  useKey('n', t('calendar.add'), () => keeps && setAdding(true));
  const go = (by: number) => void navigate({ to: '/admin/calendar', search: { year: year + by }, replace: true });
  const days = list.data?.data ?? [];
  const off = days.filter((it) => !it.working && ![0, 6].includes(new Date(`${it.day}T12:00:00Z`).getUTCDay())).length;
  return (
    <AdminPage
      area="calendar"
      actions={
        keeps && (
          <Button kind="primary" icon={<CalendarPlus />} onPress={() => setAdding(true)}>
            {t('calendar.add')}
          </Button>
        )
      }
    >
      <ProblemPanel error={list.error} focus={false} />
      <Sheet
        title={digits(year)}
        aside={
          <span className={style.row}>
            <span className={style.soft}>{t('calendar.offDays', { count: off, shown: digits(off) })}</span>
            <Button
              size="s"
              kind="quiet"
              icon={<ChevronLeft className={style.pointing} />}
              aria-label={t('calendar.before')}
              onPress={() => go(-1)}
            />
            <Button
              size="s"
              kind="quiet"
              icon={<ChevronRight className={style.pointing} />}
              aria-label={t('calendar.after')}
              onPress={() => go(1)}
            />
          </span>
        }
      >
        {list.isPending ? <Skeleton lines={8} /> : <Months year={year} days={days} />}
      </Sheet>
      {list.data && (
        <Sheet flush>
          {days.length === 0 ? (
            <Empty icon={CalendarPlus} title={t('calendar.empty')} />
          ) : (
            <Days days={days} keeps={keeps} />
          )}
        </Sheet>
      )}
      <Suspensions may={can(me, 'calendar', 'transition')} />
      {adding && <DayForm days={days} onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}
