/** The filters above a list, and each that is on as a chip that can be taken off. */
import { useQuery } from '@tanstack/react-query';
import { SlidersHorizontal, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { ComboBox } from '../../design/ComboBox';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { count, shortDate } from '../../locale/dates';
import style from './Cases.module.css';
import { useColleagues, useTeams } from './colleagues';
import { type Filters, howMany, PHASES } from './filters';

export function useProgrammes() {
  const found = useQuery({ ...query('list_programmes'), staleTime: 5 * 60_000 });
  return (found.data?.data ?? []).filter((it) => it.enabled);
}

function useStates(programme: string | undefined) {
  const programmes = useProgrammes();
  const version = programmes.find((it) => it.id === programme)?.enabled_version;
  const found = useQuery({
    ...query('get_programme_version', { path: { programme: programme ?? '', version: version ?? 1 } }),
    enabled: Boolean(programme && version),
    staleTime: 5 * 60_000,
  });
  const states = (found.data as { states?: Record<string, { title: string }> } | undefined)?.states ?? {};
  return Object.entries(states).map(([value, it]) => ({ value, label: it.title }));
}

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

function Form({ filters, onChange }: Props) {
  const { t } = useTranslation('lists');
  const me = useMe();
  const programmes = useProgrammes();
  const states = useStates(filters.programme);
  const teams = useTeams();
  const [typed, setTyped] = useState('');
  const colleagues = useColleagues(typed);
  const set = (change: Filters) => onChange({ ...filters, ...change });
  const named = filters.due_before === 'today' || filters.due_before === 'week';
  const everybody = [
    { value: 'me', label: t('filter.me'), hint: me?.full_name },
    ...colleagues.filter((it) => it.value !== me?.membership),
  ];
  return (
    <>
      <Select
        label={t('filter.programme')}
        empty={t('filter.any')}
        choices={programmes.map((it) => ({ value: it.id, label: it.title }))}
        value={filters.programme ?? null}
        onChange={(it) => set({ programme: it ?? undefined, state: undefined })}
      />
      <Select
        label={t('filter.state')}
        empty={t('filter.any')}
        help={filters.programme ? undefined : t('filter.stateHelp')}
        isDisabled={!filters.programme}
        choices={states}
        value={filters.state ?? null}
        onChange={(it) => set({ state: it ?? undefined })}
      />
      <Select
        label={t('filter.phase')}
        empty={t('filter.any')}
        choices={PHASES.map((it) => ({ value: it, label: t(`phase.${it}`) }))}
        value={filters.phase ?? null}
        onChange={(it) => set({ phase: it ?? undefined })}
      />
      <ComboBox
        label={t('filter.owner')}
        choices={everybody}
        value={filters.owner ?? null}
        search={typed}
        onSearch={setTyped}
        placeholder={t('filter.any')}
        onChange={(it) => {
          set({ owner: it ?? undefined });
          setTyped(everybody.find((one) => one.value === it)?.label ?? '');
        }}
      />
      <Select
        label={t('filter.team')}
        empty={t('filter.any')}
        choices={[
          { value: 'mine', label: t('filter.myTeam') },
          ...teams.map((it) => ({ value: it.id, label: it.name })),
        ]}
        value={filters.team ?? null}
        onChange={(it) => set({ team: it ?? undefined })}
      />
      <Select
        label={t('filter.due')}
        empty={t('filter.any')}
        choices={[
          { value: 'today', label: t('filter.late') },
          { value: 'week', label: t('filter.week') },
        ]}
        value={named ? (filters.due_before ?? null) : null}
        onChange={(it) => set({ due_before: it ?? undefined })}
      />
      <DateField
        label={t('filter.dueBefore')}
        value={filters.due_before && !named ? { date: filters.due_before, precision: 'day' } : null}
        onChange={(it) => set({ due_before: it?.date })}
      />
      <TextField
        label={t('filter.number')}
        help={t('filter.numberHelp')}
        value={filters.number ?? ''}
        onChange={(it) => set({ number: it || undefined })}
        width="medium"
      />
    </>
  );
}

/** What each filter that is on says. */
function useWords({ filters }: { filters: Filters }) {
  const { t } = useTranslation('lists');
  const programmes = useProgrammes();
  const states = useStates(filters.programme);
  const teams = useTeams();
  const colleagues = useColleagues('');
  const phase = PHASES.find((it) => it === filters.phase);
  const due = filters.due_before;
  const words: Record<keyof Filters, string | undefined> = {
    programme: programmes.find((it) => it.id === filters.programme)?.title,
    state: states.find((it) => it.value === filters.state)?.label,
    phase: phase && t(`phase.${phase}`),
    owner:
      filters.owner === 'me'
        ? t('filter.me')
        : (colleagues.find((it) => it.value === filters.owner)?.label ?? t('filter.colleague')),
    team: filters.team === 'mine' ? t('filter.myTeam') : teams.find((it) => it.id === filters.team)?.name,
    due_before:
      due === 'today'
        ? t('filter.late')
        : due === 'week'
          ? t('filter.week')
          : due && t('filter.before', { day: shortDate(due) }),
    number: filters.number,
  };
  return words;
}

export function FilterBar({ filters, onChange }: Props) {
  const { t } = useTranslation('lists');
  const [open, setOpen] = useState(false);
  const words = useWords({ filters });
  const on = (Object.keys(words) as (keyof Filters)[]).filter((it) => filters[it]);
  return (
    <div className={style.filters}>
      <Button size="s" icon={<SlidersHorizontal />} onPress={() => setOpen(true)}>
        {on.length > 0 ? t('filter.openSome', { shown: count(on.length) }) : t('filter.open')}
      </Button>
      {on.map((it) => (
        <button
          key={it}
          type="button"
          className={style.filter}
          onClick={() => onChange({ ...filters, [it]: undefined, ...(it === 'programme' ? { state: undefined } : {}) })}
        >
          <span>{t(`filter.names.${it}`)}</span>
          <strong>{words[it] ?? '…'}</strong>
          <span className="unseen">{t('filter.drop')}</span>
          <X aria-hidden="true" />
        </button>
      ))}
      {on.length > 1 && (
        <Button size="s" kind="quiet" onPress={() => onChange({})}>
          {t('filter.clear')}
        </Button>
      )}
      <Dialog
        title={t('filter.open')}
        isOpen={open}
        onClose={() => setOpen(false)}
        side
        foot={
          <>
            {howMany(filters) > 0 && (
              <Button kind="quiet" onPress={() => onChange({})}>
                {t('filter.clear')}
              </Button>
            )}
            <Button kind="primary" onPress={() => setOpen(false)}>
              {t('filter.show')}
            </Button>
          </>
        }
      >
        <Form filters={filters} onChange={onChange} />
      </Dialog>
    </div>
  );
}
