/** Some of a household part and live on together. What was before stays to be seen; the day is the first one apart. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { CheckboxGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Select } from '../../design/Field';
import { today } from '../../locale/dates';
import { useChoices } from '../../programme/codes';
import { EntryDialog } from './EntryDialog';
import { useCalled } from './known';

interface Props {
  household: string;
  /** How those who stay live; those who part live so too, unless it is said otherwise. */
  kind: string;
  /** People who belong to it today. */
  members: readonly string[];
  onClose: () => void;
}

export function SplitDialog({ household, kind: before, members, onClose }: Props) {
  const { t } = useTranslation('people');
  const [people, setPeople] = useState<string[]>([]);
  const [head, setHead] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(before);
  const [on, setOn] = useState<string | undefined>(today());
  const kinds = useChoices('household-type', [before]);
  const called = useCalled(members);
  const split = useCommand('split_household', {
    label: 'unsent.did.change',
    touches: ['list_households_of_person', 'get_history'],
    onDone: onClose,
  });
  const parting = called.filter((it) => people.includes(it.value));
  return (
    <EntryDialog
      title={t('household.split')}
      does={t('household.split')}
      error={split.error}
      pending={split.isPending}
      whole={people.length > 0 && people.length < members.length && Boolean(on)}
      onSave={() =>
        on &&
        split.mutate({
          path: { id: household },
          body: { people, on, kind, head: head && people.includes(head) ? head : undefined },
        })
      }
      onClose={onClose}
    >
      <p>{t('household.splitExplain')}</p>
      <CheckboxGroup
        label={t('household.parting')}
        help={people.length === members.length ? t('household.someStay') : undefined}
        choices={called}
        value={people}
        onChange={setPeople}
        error={errorAt(split.error, '/people')}
      />
      <DateField
        label={t('household.apartOn')}
        withToday
        value={on ? { date: on, precision: 'day' } : null}
        onChange={(it) => setOn(it?.date)}
        error={errorAt(split.error, '/on')}
      />
      <Select label={t('household.kind')} choices={kinds} value={kind} onChange={setKind} />
      <Select
        label={t('household.newHead')}
        required={false}
        choices={parting}
        value={head}
        onChange={setHead}
        error={errorAt(split.error, '/head')}
      />
    </EntryDialog>
  );
}
