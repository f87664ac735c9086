/** Choosing somebody whom one works with, by writing their name. */
import { useState } from 'react';
import { ComboBox } from '../../design/ComboBox';
import { useColleagues } from './colleagues';

interface Props {
  label: string;
  /** A membership. */
  value: string | null;
  onChange: (membership: string | null) => void;
  error?: string;
}

export function ColleagueBox({ label, value, onChange, error }: Props) {
  const [typed, setTyped] = useState('');
  const colleagues = useColleagues(typed);
  return (
    <ComboBox
      label={label}
      choices={colleagues}
      value={value}
      search={typed}
      onSearch={setTyped}
      onChange={(it) => {
        onChange(it);
        setTyped(colleagues.find((one) => one.value === it)?.label ?? '');
      }}
      error={error}
    />
  );
}
