/** Times at which all clocks of the organisation stand still: declare one, say when work goes on. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { dateInWords, today } from '../../locale/dates';
import style from './Admin.module.css';
import { CodeSelect, useCodes } from './parts';

type Suspension = LineOf<'list_suspensions'>;
const MANNER = { label: 'unsent.did.change', touches: ['list_suspensions'], keep: false };

function Declare({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [from, setFrom] = useState<string | null>(today());
  const [until, setUntil] = useState<string | null>(null);
  const [ground, setGround] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const declare = useCommand('create_suspension', {
    ...MANNER,
    onDone: () => {
      say(t('calendar.declared'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    declare.mutate({ body: { from: from ?? '', until, ground: ground ?? '', reason: reason || undefined } });
  };
  return (
    <Dialog title={t('calendar.suspend')} isOpen onClose={onClose} keep>
      <form className={style.form} onSubmit={submit}>
        <p className={style.soft}>{t('calendar.suspendExplain')}</p>
        <ProblemPanel error={declare.error} />
        <DateField
          label={t('calendar.from')}
          withToday
          value={from ? { date: from, precision: 'day' } : null}
          onChange={(it) => setFrom(it?.date ?? null)}
          error={errorAt(declare.error, '/from')}
        />
        <DateField
          label={t('calendar.until')}
          required={false}
          value={until ? { date: until, precision: 'day' } : null}
          onChange={(it) => setUntil(it?.date ?? null)}
          error={errorAt(declare.error, '/until')}
        />
        <CodeSelect
          label={t('calendar.ground')}
          list="suspension-ground"
          value={ground}
          onChange={setGround}
          error={errorAt(declare.error, '/ground')}
        />
        <TextField label={t('reason')} required={false} value={reason} onChange={setReason} lines={2} />
        <div className={style.row}>
          <Button type="submit" kind="danger" isPending={declare.isPending} isDisabled={!from || !ground}>
            {t('calendar.suspend')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function End({ suspension, onClose }: { suspension: Suspension; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [until, setUntil] = useState<string | null>(suspension.until ?? today());
  const end = useCommand('update_suspension', {
    ...MANNER,
    onDone: () => {
      say(t('calendar.ended'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate({ path: { id: suspension.id }, version: suspension.version, body: { until } });
  };
  return (
    <Dialog title={t('calendar.end')} isOpen onClose={onClose}>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={end.error} />
        <DateField
          label={t('calendar.until')}
          withToday
          value={until ? { date: until, precision: 'day' } : null}
          onChange={(it) => setUntil(it?.date ?? null)}
          error={errorAt(end.error, '/until')}
        />
        <div className={style.row}>
          <Button type="submit" kind="primary" isPending={end.isPending} isDisabled={!until}>
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

export function Suspensions({ may }: { may: boolean }) {
  const { t } = useTranslation('admin');
  const grounds = useCodes('suspension-ground');
  const list = useQuery(query('list_suspensions'));
  const [open, setOpen] = useState<Suspension | 'new'>();
  const columns: Column<Suspension>[] = [
    { key: 'from', title: t('calendar.from'), cell: (it) => dateInWords(it.from), tight: true },
    {
      key: 'until',
      title: t('calendar.until'),
      cell: (it) => (it.until ? dateInWords(it.until) : t('calendar.open')),
      tight: true,
    },
    { key: 'ground', title: t('calendar.ground'), cell: (it) => grounds.title(it.ground) },
    {
      key: 'end',
      title: <span className="unseen">{t('calendar.end')}</span>,
      cell: (it) =>
        may && (
          <Button size="s" onPress={() => setOpen(it)}>
            {t('calendar.end')}
          </Button>
        ),
      tight: true,
    },
  ];
  const lines = list.data?.data ?? [];
  return (
    <Sheet
      title={t('calendar.suspensions')}
      flush={lines.length > 0}
      aside={
        may && (
          <Button size="s" onPress={() => setOpen('new')}>
            {t('calendar.suspend')}
          </Button>
        )
      }
    >
      <ProblemPanel error={list.error} focus={false} />
      {lines.length === 0 ? (
        <p className={style.soft}>{t('calendar.noSuspensions')}</p>
      ) : (
        <Table caption={t('calendar.suspensions')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
      )}
      {open === 'new' && <Declare onClose={() => setOpen(undefined)} />}
      {open && open !== 'new' && <End suspension={open} onClose={() => setOpen(undefined)} />}
    </Sheet>
  );
}
