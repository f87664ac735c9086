/** Several of a long list, and several pairs of system and number. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { ComboBox } from '../../design/ComboBox';
import { TextField } from '../../design/Field';
import { useChoices, useWords } from '../../programme/codes';
import style from './Person.module.css';

interface SeveralProps {
  label: string;
  /** Code list. */
  list: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string;
}

export function Several({ label, list, values, onChange, error }: SeveralProps) {
  const { t } = useTranslation('people');
  const words = useWords(list);
  const choices = useChoices(list).filter((it) => !values.includes(it.value));
  return (
    <div className={style.several}>
      {/* A fresh box for each choice: what was written to find the last one is gone. */}
      <ComboBox
        key={values.length}
        label={label}
        required={false}
        error={error}
        choices={choices}
        placeholder={t('several.add')}
        value={null}
        onChange={(it) => it && onChange([...values, it])}
      />
      {values.length > 0 && (
        <ul className={style.chosen}>
          {values.map((it) => (
            <li key={it}>
              <span>{words(it)}</span>
              <Button
                kind="quiet"
                size="s"
                icon={<X />}
                aria-label={t('several.drop', { what: words(it) })}
                onPress={() => onChange(values.filter((one) => one !== it))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Id = Schemas['ExternalId'];

export function ExternalIds({ values, onChange }: { values: readonly Id[]; onChange: (values: Id[]) => void }) {
  const { t } = useTranslation('people');
  const [system, setSystem] = useState('');
  const [value, setValue] = useState('');
  const add = () => {
    onChange([...values, { system: system.trim(), value: value.trim() }]);
    setSystem('');
    setValue('');
  };
  return (
    <fieldset className={style.several}>
      <legend className={style.legend}>{t('fact.external_ids')}</legend>
      <ul className={style.chosen}>
        {values.map((it) => (
          <li key={`${it.system} ${it.value}`}>
            <span>
              {it.system}: <span className="number">{it.value}</span>
            </span>
            <Button
              kind="quiet"
              size="s"
              icon={<X />}
              aria-label={t('several.drop', { what: `${it.system} ${it.value}` })}
              onPress={() => onChange(values.filter((one) => one !== it))}
            />
          </li>
        ))}
      </ul>
      <div className={style.row}>
        <TextField label={t('external.system')} help={t('external.systemHelp')} value={system} onChange={setSystem} />
        <TextField label={t('external.value')} value={value} onChange={setValue} />
        <Button size="s" icon={<Plus />} isDisabled={!system.trim() || !value.trim()} onPress={add}>
          {t('external.add')}
        </Button>
      </div>
    </fieldset>
  );
}
