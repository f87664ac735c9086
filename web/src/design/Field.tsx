/**
 * What one writes or chooses. Each has its words above, help below them, and what is wrong below that, tied to the control. A field knows
 * nothing of where its value goes.
 */
import { type ReactNode, useId } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import style from './Field.module.css';
import { join } from './join';

export interface About {
  label: ReactNode;
  help?: ReactNode;
  /** What is wrong with it, in words. */
  error?: ReactNode;
  /** Must be answered; fields that need not be say so themselves. */
  required?: boolean;
  /** Stands beside the label: saved, class of the data. */
  aside?: ReactNode;
}

/** The words above a control. What need not be answered says so: most fields must be, and a star explains nothing. */
export function FieldWords({ label, required, aside }: About) {
  const { t } = useTranslation();
  return (
    <span className={style.words}>
      <span className={style.label}>
        {label}
        {required === false && <span className={style.optional}> {t('field.optional')}</span>}
      </span>
      {aside}
    </span>
  );
}

export interface TextProps extends About, Omit<TextFieldProps, 'children' | 'className' | 'style' | 'isRequired'> {
  placeholder?: string;
  /** Lines; more than one makes a text area. */
  lines?: number;
  /** Shown after the control: a unit. */
  unit?: ReactNode;
  /** Short things stand in a short control. */
  width?: 'short' | 'medium' | 'full';
}

export function TextField({
  label,
  help,
  error,
  required,
  aside,
  placeholder,
  lines,
  unit,
  width = 'full',
  ...rest
}: TextProps) {
  return (
    <AriaTextField {...rest} isInvalid={Boolean(error)} className={style.field}>
      <Label>
        <FieldWords label={label} required={required} aside={aside} />
      </Label>
      {help && (
        <Text slot="description" className={style.help}>
          {help}
        </Text>
      )}
      <span className={join(style.line, style[width])}>
        {lines && lines > 1 ? (
          <TextArea className={style.control} rows={lines} placeholder={placeholder} />
        ) : (
          <Input className={style.control} placeholder={placeholder} />
        )}
        {unit && <span className={style.unit}>{unit}</span>}
      </span>
      {error && (
        <Text slot="errorMessage" className={style.error}>
          {error}
        </Text>
      )}
    </AriaTextField>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export interface SelectProps extends About {
  choices: readonly Choice[];
  value: string | null;
  onChange: (value: string | null) => void;
  isDisabled?: boolean;
  /** Nothing chosen is a choice. */
  empty?: string;
  width?: 'short' | 'medium' | 'full';
  onBlur?: () => void;
  /** Where an error list leads. */
  id?: string;
}

/** A short list. The browser's own control: at home on every phone and with every reader. */
export function Select({
  label,
  help,
  error,
  required,
  aside,
  choices,
  value,
  onChange,
  isDisabled,
  empty,
  width = 'full',
  onBlur,
  id,
}: SelectProps) {
  const made = useId();
  const own = id ?? made;
  return (
    <div className={style.field}>
      <label htmlFor={own}>
        <FieldWords label={label} required={required} aside={aside} />
      </label>
      {help && (
        <span className={style.help} id={`${made}-help`}>
          {help}
        </span>
      )}
      <span className={join(style.line, style[width])}>
        <select
          id={own}
          className={join(style.control, style.select)}
          value={value ?? ''}
          disabled={isDisabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={join(help ? `${made}-help` : null, error ? `${made}-error` : null) || undefined}
          onChange={(event) => onChange(event.target.value || null)}
          onBlur={onBlur}
        >
          <option value="">{empty ?? '—'}</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      </span>
      {error && (
        <span className={style.error} id={`${made}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
