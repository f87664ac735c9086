/** Somebody else, chosen by name: those on the same cases stand ready, everybody else is found as one writes. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTEST } from '../../app/find';
import { can, useMe } from '../../app/me';
import { ComboBox } from '../../design/ComboBox';
import { useLanguage } from '../../locale/language';
import { usePeople } from '../find/search';
import { useSettled } from '../find/typed';
import { usePeopleOnTheirCases } from './known';
import { inOrder } from './names';

interface Props {
  label: string;
  /** Whose file this is: they are not offered. */
  person: string;
  /** Others who are not offered. */
  without?: ReadonlySet<string>;
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string;
}

export function PersonPicker({ label, person, without, value, onChange, error }: Props) {
  const { t } = useTranslation('people');
  const me = useMe();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed.trim());
  const near = usePeopleOnTheirCases(person);
  const chosen = near.find((it) => it.value === value);
  const searching = text.length >= SHORTEST && text !== chosen?.label;
  const found = usePeople(text, {}, searching && can(me, 'name_search', 'read'));
  const hits = searching ? (found.data?.data ?? []) : [];
  const far = hits.map((it) => ({
    value: it.id,
    label: inOrder(it.names, language)[0]?.as_written ?? t('nameless'),
    hint: it.why.map((one) => one.words).join(' · '),
  }));
  const seen = new Set<string>([person, ...(without ?? [])]);
  const choices = [...near.filter((it) => !searching || it.label.includes(text)), ...far].filter((it) => {
    if (seen.has(it.value)) return false;
    seen.add(it.value);
    return true;
  });
  return (
    <ComboBox
      label={label}
      help={t('household.whoHelp')}
      choices={choices}
      value={value}
      search={typed}
      onSearch={setTyped}
      onChange={(it) => {
        onChange(it);
        setTyped(choices.find((one) => one.value === it)?.label ?? '');
      }}
      error={error}
    />
  );
}
