/** Founding a household and joining one. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { Button } from '../../design/Button';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { today } from '../../locale/dates';
import { useChoices } from '../../programme/codes';
import { PersonPicker } from './PersonPicker';

interface Joining {
  household: string;
  /** Whose file this is: the people offered are those on the same cases. */
  person: string;
  members: readonly { person: string; left_on?: string | null }[];
  onClose: () => void;
}

export function JoinDialog({ household, person, members, onClose }: Joining) {
  const { t } = useTranslation('people');
  const [who, setWho] = useState<string | null>(null);
  const [tie, setTie] = useState<string | null>(null);
  const [on, setOn] = useState<string | undefined>(today());
  const ties = useChoices('relationship-type');
  const here = new Set(members.filter((it) => !it.left_on).map((it) => it.person));
  const join = useCommand('add_household_member', {
    label: 'unsent.did.change',
    touches: ['list_households_of_person'],
    onDone: onClose,
  });
  return (
    <Dialog
      title={t('household.join')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <Button
          kind="primary"
          isPending={join.isPending}
          isDisabled={!who || !tie || !on}
          onPress={() =>
            who &&
            tie &&
            on &&
            join.mutate({ path: { id: household }, body: { person: who, relationship: tie, joined_on: on } })
          }
        >
          {t('household.join')}
        </Button>
      }
    >
      <ProblemPanel error={join.error} />
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
      <DateField
        label={t('household.joinedOn')}
        withToday
        value={on ? { date: on, precision: 'day' } : null}
        onChange={(it) => setOn(it?.date)}
        error={errorAt(join.error, '/joined_on')}
      />
    </Dialog>
  );
}

export function FoundDialog({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [kind, setKind] = useState<string | null>('family');
  const [note, setNote] = useState('');
  const [on, setOn] = useState<string | undefined>(today());
  const kinds = useChoices('household-type');
  const found = useCommand('create_household', {
    label: 'unsent.did.change',
    touches: ['list_households_of_person'],
    onDone: onClose,
  });
  return (
    <Dialog
      title={t('household.found')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <Button
          kind="primary"
          isPending={found.isPending}
          isDisabled={!kind || !on}
          onPress={() =>
            kind &&
            on &&
            found.mutate({
              body: {
                kind,
                head: person,
                note: note.trim() || undefined,
                members: [{ person, relationship: 'other', joined_on: on }],
              },
            })
          }
        >
          {t('household.found')}
        </Button>
      }
    >
      <ProblemPanel error={found.error} />
      <p>{t('household.foundHelp')}</p>
      <Select label={t('household.kind')} choices={kinds} value={kind} onChange={setKind} />
      <DateField
        label={t('household.joinedOn')}
        withToday
        value={on ? { date: on, precision: 'day' } : null}
        onChange={(it) => setOn(it?.date)}
      />
      <TextField label={t('household.note')} required={false} value={note} onChange={setNote} lines={2} />
    </Dialog>
  );
}
