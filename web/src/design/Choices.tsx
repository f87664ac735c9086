/** Choices that one sees all at once: a tick, one of few, several of few. */
import { Check } from 'lucide-react';
import { Checkbox as AriaCheckbox, type CheckboxProps } from 'react-aria-components/Checkbox';
import { CheckboxGroup as AriaCheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components/RadioGroup';
import { Text } from 'react-aria-components/Text';
import style from './Choices.module.css';
import { type About, type Choice, FieldWords } from './Field';
import field from './Field.module.css';
import { join } from './join';

export function Checkbox({ children, ...rest }: Omit<CheckboxProps, 'className' | 'style'>) {
  return (
    <AriaCheckbox {...rest} className={style.choice}>
      {(it) => (
        <>
          <span className={style.box} data-on={it.isSelected || it.isIndeterminate || undefined} aria-hidden="true">
            {it.isIndeterminate ? <span className={style.dash} /> : <Check />}
          </span>
          <span>{typeof children === 'function' ? children(it) : children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}

interface GroupProps extends About {
  choices: readonly Choice[];
  isDisabled?: boolean;
  /** Side by side, as for yes and no. */
  row?: boolean;
  onBlur?: () => void;
  id?: string;
}

export function RadioGroup({
  label,
  help,
  error,
  required,
  aside,
  choices,
  row,
  value,
  onChange,
  onBlur,
  ...rest
}: GroupProps & {
  value: string | null;
  onChange: (value: string) => void;
}) {
  return (
    <AriaRadioGroup
      {...rest}
      onBlur={onBlur}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      className={field.field}
    >
      <Label>
        <FieldWords label={label} required={required} aside={aside} />
      </Label>
      {help && (
        <Text slot="description" className={field.help}>
          {help}
        </Text>
      )}
      <div className={join(style.group, row && style.row)}>
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className={join(style.choice, row && style.tile)}>
            <span className={style.dot} aria-hidden="true" />
            <span>{choice.label}</span>
          </Radio>
        ))}
      </div>
      {error && (
        <Text slot="errorMessage" className={field.error}>
          {error}
        </Text>
      )}
    </AriaRadioGroup>
  );
}

export function CheckboxGroup({
  label,
  help,
  error,
  required,
  aside,
  choices,
  value,
  onChange,
  onBlur,
  ...rest
}: GroupProps & {
  value: string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <AriaCheckboxGroup
      {...rest}
      onBlur={onBlur}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      className={field.field}
    >
      <Label>
        <FieldWords label={label} required={required} aside={aside} />
      </Label>
      {help && (
        <Text slot="description" className={field.help}>
          {help}
        </Text>
      )}
      <div className={join(style.group, style.columns)}>
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value}>
            {choice.label}
          </Checkbox>
        ))}
      </div>
      {error && (
        <Text slot="errorMessage" className={field.error}>
          {error}
        </Text>
      )}
    </AriaCheckboxGroup>
  );
}
