/** Several of a long list: what was chosen stands as tags that can be taken off, and a box adds the next. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ComboBox } from './ComboBox';
import type { About, Choice } from './Field';
import style from './TagsField.module.css';

interface Props extends About {
  choices: readonly Choice[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  id?: string;
}

export function TagsField({ choices, value, onChange, ...about }: Props) {
  const { t } = useTranslation();
  // A new box for each addition: it begins empty.
  const [round, setRound] = useState(0);
  const left = choices.filter((it) => !value.includes(it.value));
  return (
    <div className={style.field}>
      <ComboBox
        key={`${round} ${choices.length}`}
        {...about}
        width="medium"
        choices={left}
        value={null}
        onChange={(added) => {
          if (!added) return;
          onChange([...value, added]);
          setRound(round + 1);
        }}
      />
      {value.length > 0 && (
        <ul className={style.tags}>
          {value.map((code) => {
            const label = choices.find((it) => it.value === code)?.label ?? code;
            return (
              <li key={code} className={style.tag}>
                {label}
                <button
                  type="button"
                  aria-label={t('field.remove', { label })}
                  onClick={() => onChange(value.filter((it) => it !== code))}
                >
                  <X aria-hidden="true" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
