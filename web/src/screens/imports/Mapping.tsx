/** What a column holds where its header does not say it: a header of the file and one of the fields. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/Button';
import { Select, TextField } from '../../design/Field';
import { FIELDS, type FieldKey } from './file';
import style from './Imports.module.css';

export type Mapping = Readonly<Record<string, FieldKey>>;

/** Numbers of other systems name their system; the header itself must. */
const OFFERED = FIELDS.filter((it) => it !== 'external_ids');

export function MappingFields({ value, onChange }: { value: Mapping; onChange: (value: Mapping) => void }) {
  const { t } = useTranslation('imports');
  const [header, setHeader] = useState('');
  const [field, setField] = useState<string | null>(null);
  const chosen = OFFERED.find((it) => it === field);
  const add = () => {
    if (!chosen) return;
    onChange({ ...value, [header.trim()]: chosen });
    setHeader('');
    setField(null);
  };
  const without = (gone: string) => Object.fromEntries(Object.entries(value).filter(([it]) => it !== gone));
  return (
    <fieldset className={style.mapping}>
      <legend>{t('mapping.title')}</legend>
      <p className={style.soft}>{t('mapping.help')}</p>
      <ul className={style.said}>
        {Object.entries(value).map(([name, holds]) => (
          <li key={name}>
            <bdi>{name}</bdi>: {t(`field.${holds}`)}
            <Button
              kind="quiet"
              size="s"
              icon={<X />}
              aria-label={t('mapping.drop', { name })}
              onPress={() => onChange(without(name))}
            />
          </li>
        ))}
      </ul>
      <div className={style.acts}>
        <TextField label={t('header')} width="medium" value={header} onChange={setHeader} maxLength={200} />
        <Select
          label={t('holds')}
          width="medium"
          choices={OFFERED.map((it) => ({ value: it, label: t(`field.${it}`) }))}
          value={field}
          onChange={setField}
        />
        <Button size="s" icon={<Plus />} isDisabled={!header.trim() || !chosen} onPress={add}>
          {t('mapping.add')}
        </Button>
      </div>
    </fieldset>
  );
}
