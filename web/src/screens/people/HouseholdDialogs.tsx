/** Founding a household, joining one, leaving it, and two becoming one. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Select, TextField } from '../../design/Field';
import { today } from '../../locale/dates';
import { useChoices, useWords } from '../../programme/codes';
import { EntryDialog } from './EntryDialog';
import { useCalled } from './known';
import { PersonLink } from './PersonName';
import { PersonPicker } from './PersonPicker';

type Member = LineOf<'list_household_members'>;

const CHANGE = { label: 'unsent.did.change', touches: ['list_households_of_person', 'get_history'] };

/** A day, today unless it is said otherwise. */
function Day({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
  error?: string;
}) {
  return (
    <DateField
      label={label}
      withToday
      value={value ? { date: value, precision: 'day' } : null}
      onChange={(it) => onChange(it?.date)}
      error={error}
    />
  );
}

interface OfHousehold {
  household: string;
  /** Whose file this is: the people offered are those on the same cases. */
  person: string;
  members: readonly Pick<Member, 'person' | 'left_on'>[];
  onClose: () => void;
}

export function JoinDialog({ household, person, members, onClose }: OfHousehold) {
  const { t } = useTranslation('people');
  const [who, setWho] = useState<string | null>(null);
  const [tie, setTie] = useState<string | null>(null);
  const [on, setOn] = useState<string | undefined>(today());
  const ties = useChoices('relationship-type');
  const here = new Set(members.filter((it) => !it.left_on).map((it) => it.person));
  const join = useCommand('add_household_member', { ...CHANGE, onDone: onClose });
  return (
    <EntryDialog
      title={t('household.join')}
      does={t('household.join')}
      error={join.error}
      pending={join.isPending}
      whole={Boolean(who && tie && on)}
      onSave={() =>
        who &&
        tie &&
        on &&
        join.mutate({ path: { id: household }, body: { person: who, relationship: tie, joined_on: on } })
      }
      onClose={onClose}
    >
      <PersonPicker
        label={t('household.who')}
        person={person}
        without={here}
        value={who}
        onChange={setWho}
        error={errorAt(join.error, '/person')}
      />
      <Select
        label={t('household.tie')}
        choices={ties}
        value={tie}
        onChange={setTie}
        error={errorAt(join.error, '/relationship')}
      />
      <Day label={t('household.joinedOn')} value={on} onChange={setOn} error={errorAt(join.error, '/joined_on')} />
    </EntryDialog>
  );
}

/** All who live in another household move into this one. It is named by somebody who lives there. */
export function MoveInDialog({ household, person, members, onClose }: OfHousehold) {
  const { t } = useTranslation('people');
  const [who, setWho] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [ties, setTies] = useState<Record<string, string | null>>({});
  const [on, setOn] = useState<string | undefined>(today());
  const kind = useWords('household-type');
  const kinds = useChoices('relationship-type');
  const theirs = useQuery({
    ...query('list_households_of_person', { path: { id: who ?? '' } }),
    enabled: who !== null,
  });
  const homes = (theirs.data?.data ?? []).filter((it) => !it.left_on && it.id !== household);
  const other = homes.length === 1 ? (homes[0]?.id ?? null) : chosen;
  const lives = useQuery({
    ...query('list_household_members', { path: { id: other ?? '' } }),
    enabled: other !== null,
  });
  const moving = useCalled((lives.data?.data ?? []).filter((it) => !it.left_on).map((it) => it.person));
  const here = new Set(members.filter((it) => !it.left_on).map((it) => it.person));
  const merge = useCommand('merge_household', {
    ...CHANGE,
    touches: [...CHANGE.touches, other ?? ''],
    onDone: onClose,
  });
  const relationships = Object.entries(ties).flatMap(([id, tie]) => (tie ? [{ person: id, relationship: tie }] : []));
  return (
    <EntryDialog
      title={t('household.moveIn')}
      does={t('household.moveIn')}
      error={merge.error}
      pending={merge.isPending}
      whole={Boolean(other && on && moving.length > 0)}
      onSave={() =>
        other && on && merge.mutate({ path: { id: household }, body: { household: other, on, relationships } })
      }
      onClose={onClose}
    >
      <p>{t('household.moveInExplain')}</p>
      <PersonPicker
        label={t('household.moveInWho')}
        person={person}
        without={here}
        value={who}
        onChange={(it) => {
          setWho(it);
          setChosen(null);
          setTies({});
        }}
        error={errorAt(merge.error, '/household')}
      />
      {theirs.data && homes.length === 0 && <p role="status">{t('household.moveInNone')}</p>}
      {homes.length > 1 && (
        <RadioGroup
          label={t('household.moveInWhich')}
          choices={homes.map((it) => ({ value: it.id, label: kind(it.kind) }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      {other && moving.length > 0 && <h3>{t('household.moveInAll')}</h3>}
      {other &&
        moving.map((it) => (
          <Select
            key={it.value}
            label={<bdi>{it.label}</bdi>}
            help={t('household.tie')}
            required={false}
            empty={t('household.asBefore')}
            choices={kinds}
            value={ties[it.value] ?? null}
            onChange={(tie) => setTies((before) => ({ ...before, [it.value]: tie }))}
          />
        ))}
      <Day label={t('household.joinedOn')} value={on} onChange={setOn} error={errorAt(merge.error, '/on')} />
    </EntryDialog>
  );
}

export function LeaveDialog({
  household,
  member,
  onClose,
}: {
  household: string;
  member: Member;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const [on, setOn] = useState<string | undefined>(today());
  const leave = useCommand('leave_household', { ...CHANGE, onDone: onClose });
  return (
    <EntryDialog
      title={t('household.leave')}
      does={t('household.leave')}
      error={leave.error}
      pending={leave.isPending}
      whole={Boolean(on)}
      onSave={() => on && leave.mutate({ path: { id: household, member: member.id }, body: { left_on: on } })}
      onClose={onClose}
    >
      <p>
        <PersonLink id={member.person} />
      </p>
      <Day label={t('household.leftOn')} value={on} onChange={setOn} error={errorAt(leave.error, '/left_on')} />
    </EntryDialog>
  );
}

export function FoundDialog({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [kind, setKind] = useState<string | null>('family');
  const [note, setNote] = useState('');
  const [on, setOn] = useState<string | undefined>(today());
  const kinds = useChoices('household-type');
  const found = useCommand('create_household', { ...CHANGE, onDone: onClose });
  const body = (it: string, day: string) => ({
    kind: it,
    head: person,
    note: note.trim() || undefined,
    members: [{ person, relationship: 'other', joined_on: day }],
  });
  return (
    <EntryDialog
      title={t('household.found')}
      does={t('household.found')}
      error={found.error}
      pending={found.isPending}
      whole={Boolean(kind && on)}
      onSave={() => kind && on && found.mutate({ body: body(kind, on) })}
      onClose={onClose}
    >
      <p>{t('household.foundHelp')}</p>
      <Select label={t('household.kind')} choices={kinds} value={kind} onChange={setKind} />
      <Day label={t('household.joinedOn')} value={on} onChange={setOn} />
      <TextField label={t('household.note')} required={false} value={note} onChange={setNote} lines={2} />
    </EntryDialog>
  );
}
