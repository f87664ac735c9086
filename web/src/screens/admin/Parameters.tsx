/** Every statutory number: the value in force, its source, its history; and a value of the organisation's own from a day on. */
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { type FormEvent, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf, Schemas } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { dateInWords, today } from '../../locale/dates';
import style from './Admin.module.css';
import { AdminPage } from './parts';
import { valueInWords } from './periods';
import { ValueField } from './ValueField';

type Parameter = LineOf<'list_parameters'>;
type Kind = 'act' | 'validity' | 'hours';

/** The part of a key before its first point, if the texts have a word for it. */
const GROUPS = ['ref', 'com', 'tip', 'avr', 'cp', 'amn', 'cit', 'rec', 'prm', 'env', 'grp', 'pub', 'dat'] as const;
const groupOf = (key: string) => GROUPS.find((it) => key.startsWith(`${it}.`)) ?? 'other';
/** Values whose beginning nobody read hold from this day on. */
const BEGINNING = '2000-01-01';

function History({ parameter }: { parameter: Parameter }) {
  const { t } = useTranslation('admin');
  const shipped = parameter.default ? [{ ...parameter.default, own: false }] : [];
  const lines = [...parameter.own_values.map((it) => ({ ...it, own: true })).reverse(), ...shipped];
  const columns: Column<(typeof lines)[number]>[] = [
    { key: 'value', title: t('parameters.newValue'), cell: (it) => valueInWords(t, it.value) },
    {
      key: 'from',
      title: t('parameters.from'),
      cell: (it) =>
        !it.valid_from || it.valid_from === BEGINNING ? t('parameters.always') : dateInWords(it.valid_from),
    },
    {
      key: 'source',
      title: t('parameters.source'),
      cell: (it) => (
        <>
          <Chip tone={it.own ? 'accent' : 'calm'}>{t(it.own ? 'parameters.own' : 'parameters.shipped')}</Chip>
          <div className={style.soft}>
            <bdi>{it.source}</bdi>
          </div>
        </>
      ),
    },
  ];
  return (
    <Table
      caption={t('parameters.history')}
      columns={columns}
      lines={lines}
      keyOf={(it) => `${it.own} ${it.valid_from} ${JSON.stringify(it.value)}`}
      dense
    />
  );
}

function Limits({ parameter: { minimum, maximum, fixed, kind } }: { parameter: Parameter }) {
  const { t } = useTranslation('admin');
  const [least, most] = [valueInWords(t, minimum), valueInWords(t, maximum)];
  // Nought is a limit too.
  const [isLimitedBelow, isLimitedAbove] = [minimum != null, maximum != null];
  return (
    <ul className={style.soft}>
      {kind && <li>{t(`parameters.kind.${kind as Kind}`)}</li>}
      {fixed && <li>{t('parameters.fixedDetail')}</li>}
      {isLimitedBelow && isLimitedAbove ? (
        <li>{t('parameters.limits', { least, most })}</li>
      ) : isLimitedBelow ? (
        <li>{t('parameters.atLeast', { least })}</li>
      ) : (
        isLimitedAbove && <li>{t('parameters.atMost', { most })}</li>
      )}
    </ul>
  );
}

function Add({ parameter, onDone }: { parameter: Parameter; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const [value, setValue] = useState<unknown>(parameter.in_force?.value);
  const [source, setSource] = useState('');
  const [from, setFrom] = useState<string | null>(today());
  const set = useCommand('set_parameter', {
    label: 'unsent.did.change',
    touches: ['list_parameters'],
    keep: false,
    onDone: () => {
      say(t('parameters.added'));
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { value, source, valid_from: from ?? '' } as unknown as Schemas['OwnValue'];
    set.mutate({ path: { key: parameter.key }, body });
  };
  return (
    <form className={style.form} onSubmit={submit}>
      <h3>{t('parameters.add')}</h3>
      <p className={style.soft}>{t('parameters.explain')}</p>
      <ProblemPanel error={set.error} />
      <ValueField parameter={parameter} value={value} onChange={setValue} error={errorAt(set.error, '/value')} />
      <DateField
        label={t('parameters.from')}
        withToday
        value={from ? { date: from, precision: 'day' } : null}
        onChange={(it) => setFrom(it?.date ?? null)}
        error={errorAt(set.error, '/valid_from')}
      />
      <TextField
        label={t('parameters.source')}
        help={t('parameters.sourceHelp')}
        value={source}
        onChange={setSource}
        error={errorAt(set.error, '/source')}
        lines={2}
      />
      <div>
        <Button
          type="submit"
          kind="primary"
          isPending={set.isPending}
          isDisabled={!source.trim() || !from || value === undefined}
        >
          {t('parameters.set')}
        </Button>
      </div>
    </form>
  );
}

export default function Parameters() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const keeps = can(me, 'parameter', 'manage', ['organisation']);
  const list = useQuery(query('list_parameters'));
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLocaleLowerCase());
  const [shown, setShown] = useState<string>();
  const all = list.data?.data ?? [];
  const found = all.filter((it) => `${it.title} ${it.key}`.toLocaleLowerCase().includes(wanted));
  const groups = [...GROUPS, 'other' as const]
    .map((group) => ({ group, lines: found.filter((it) => groupOf(it.key) === group) }))
    .filter((it) => it.lines.length > 0);
  const open = all.find((it) => it.key === shown);
  const columns: Column<Parameter>[] = [
    {
      key: 'title',
      title: t('name'),
      cell: (it) => (
        <>
          <button type="button" className={style.link} onClick={() => setShown(it.key)}>
            {it.title}
          </button>
          <div className={style.soft}>
            <code>{it.key}</code>
          </div>
        </>
      ),
    },
    {
      key: 'value',
      title: t('parameters.value'),
      cell: (it) => <strong>{valueInWords(t, it.in_force?.value)}</strong>,
    },
    {
      key: 'source',
      title: t('parameters.source'),
      cell: (it) => (
        <>
          {it.fixed ? (
            <Chip tone="wait">{t('parameters.fixed')}</Chip>
          ) : (
            it.own && <Chip tone="accent">{t('parameters.own')}</Chip>
          )}{' '}
          <bdi className={style.soft}>{it.in_force?.source}</bdi>
        </>
      ),
    },
  ];
  return (
    <AdminPage area="parameters">
      <search className={style.filters} aria-label={t('parameters.search')}>
        <TextField label={t('parameters.search')} type="search" value={text} onChange={setText} autoComplete="off" />
      </search>
      <ProblemPanel error={list.error} focus={false} />
      {list.isPending && <Skeleton lines={8} />}
      {list.data && groups.length === 0 && (
        <Sheet>
          <Empty icon={Scale} title={t('parameters.empty')} />
        </Sheet>
      )}
      {groups.map(({ group, lines }) => (
        <Sheet key={group} title={t(`parameters.group.${group}`)} flush>
          <Table
            caption={t(`parameters.group.${group}`)}
            columns={columns}
            lines={lines}
            keyOf={(it) => it.key}
            dense
          />
        </Sheet>
      ))}
      {open && (
        <Dialog title={open.title} isOpen onClose={() => setShown(undefined)} side wide>
          <div className={style.form}>
            <p className={style.row}>
              <code>{open.key}</code>
              {open.fixed && <Chip tone="wait">{t('parameters.fixed')}</Chip>}
            </p>
            <Limits parameter={open} />
            <h3>{t('parameters.history')}</h3>
            <History parameter={open} />
            {keeps && !open.fixed && <Add key={open.own_values.length} parameter={open} onDone={() => undefined} />}
          </div>
        </Dialog>
      )}
    </AdminPage>
  );
}
