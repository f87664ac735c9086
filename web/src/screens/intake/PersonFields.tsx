/** Who somebody is, as far as it is known on the first day. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Select, TextField } from '../../design/Field';
import { TagsField } from '../../design/TagsField';
import { useChoices } from '../../programme/codes';
import { type NameDraft, type PersonDraft, whole } from './draft';
import style from './Intake.module.css';

interface Props {
  value: PersonDraft;
  onChange: (change: Partial<PersonDraft>) => void;
  /** Places in the case that may be chosen; none for the first person, who is what the case is about. */
  roles: readonly { value: string; label: string }[];
  errorOf: (field: string) => string | undefined;
  prefix: string;
  isDisabled?: boolean;
}

function Name({
  value,
  onChange,
  error,
  id,
  isDisabled,
}: {
  value: NameDraft;
  onChange: (value: NameDraft) => void;
  error?: string;
  id: string;
  isDisabled?: boolean;
}) {
  const { t } = useTranslation('intake');
  const part = (name: keyof NameDraft) => ({
    value: value[name],
    onChange: (text: string) => onChange({ ...value, [name]: text }),
    autoComplete: 'off',
    maxLength: 100,
    isDisabled,
  });
  return (
    <div className={style.name} id={id}>
      <TextField label={t('person.given')} {...part('given')} error={error} />
      <TextField label={t('person.family')} required={false} {...part('family')} />
      <TextField label={t('person.father')} required={false} {...part('father')} />
    </div>
  );
}

export function PersonFields({ value, onChange, roles, errorOf, prefix, isDisabled }: Props) {
  const { t } = useTranslation('intake');
  const [document, setDocument] = useState(Boolean(whole(value.document)));
  // What is not known is the last thing that one says.
  const sexes = useChoices('sex')
    .filter((it) => it.value !== '9')
    .sort((one, other) => Number(one.value === '0') - Number(other.value === '0'));
  const countries = useChoices('country', value.citizenships);
  const languages = useChoices('language', value.languages);
  return (
    <div className={style.fields}>
      {roles.length > 0 && (
        <Select
          id={`${prefix}-role`}
          label={t('person.role')}
          width="medium"
          choices={roles}
          value={value.role}
          onChange={(role) => role && onChange({ role })}
          isDisabled={isDisabled}
        />
      )}
      <fieldset className={style.group}>
        <legend>{t('person.name')}</legend>
        <p className={style.help}>{t('person.nameHelp')}</p>
        <Name
          id={`${prefix}-name`}
          value={value.name}
          onChange={(name) => onChange({ name })}
          error={errorOf('name')}
          isDisabled={isDisabled}
        />
        <Checkbox isSelected={document} isDisabled={isDisabled} onChange={setDocument}>
          {t('person.otherwise')}
        </Checkbox>
        {document && (
          <Name
            id={`${prefix}-document`}
            value={value.document}
            onChange={(next) => onChange({ document: next })}
            isDisabled={isDisabled}
          />
        )}
      </fieldset>
      <RadioGroup
        id={`${prefix}-sex`}
        label={t('person.sex')}
        row
        choices={sexes}
        value={value.sex}
        onChange={(sex) => onChange({ sex })}
        error={errorOf('sex')}
        isDisabled={isDisabled}
      />
      <DateField
        id={`${prefix}-birth`}
        label={t('person.birth')}
        help={t('person.birthHelp')}
        withPrecision
        value={value.birth}
        onChange={(birth) => onChange({ birth })}
        error={errorOf('birth')}
        isDisabled={isDisabled}
      />
      {!isDisabled && (
        <>
          <TagsField
            label={t('person.citizenships')}
            help={t('person.citizenshipsHelp')}
            required={false}
            choices={countries}
            value={value.citizenships}
            onChange={(citizenships) => onChange({ citizenships })}
          />
          <TagsField
            label={t('person.languages')}
            required={false}
            choices={languages}
            value={value.languages}
            onChange={(next) => onChange({ languages: next })}
          />
        </>
      )}
    </div>
  );
}
