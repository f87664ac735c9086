/** Anybody who is known here, found by their name in any script. */
import { type ReactNode, useState } from 'react';
import { SHORTEST } from '../../app/find';
import { ComboBox } from '../../design/ComboBox';
import { useLanguage } from '../../locale/language';
import { usePeople } from '../find/search';
import { useSettled } from '../find/typed';
import { inOrder } from '../people/names';

interface Props {
  label: string;
  help: ReactNode;
  value: string | null;
  onChange: (value: string | null) => void;
  error?: ReactNode;
}

export function AnyPerson({ onChange, ...about }: Props) {
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed.trim());
  const found = usePeople(text, {}, text.length >= SHORTEST);
  const choices = (found.data?.data ?? []).map((it) => ({
    value: it.id,
    label: inOrder(it.names, language)[0]?.as_written ?? '—',
    hint: it.why.map((one) => one.words).join(' · '),
  }));
  return (
    <ComboBox
      {...about}
      required={false}
      choices={choices}
      search={typed}
      onSearch={setTyped}
      onChange={(it) => {
        onChange(it);
        setTyped(choices.find((one) => one.value === it)?.label ?? '');
      }}
    />
  );
}
