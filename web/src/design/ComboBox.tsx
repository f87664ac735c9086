/** A long list that one writes into to find. With `onSearch` the list comes from elsewhere, as places do. */
import { ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { useTranslation } from 'react-i18next';
import style from './ComboBox.module.css';
import { type About, type Choice, FieldWords } from './Field';
import field from './Field.module.css';
import { join } from './join';

interface Props extends About {
  choices: readonly (Choice & { hint?: string })[];
  value: string | null;
  onChange: (value: string | null) => void;
  /** What is written, where the list is looked up by it. */
  search?: string;
  onSearch?: (text: string) => void;
  isDisabled?: boolean;
  onBlur?: () => void;
  placeholder?: string;
  width?: 'medium' | 'full';
  id?: string;
}

export function ComboBox({
  label,
  help,
  error,
  required,
  aside,
  choices,
  value,
  onChange,
  search,
  onSearch,
  placeholder,
  width = 'full',
  ...rest
}: Props) {
  const { t } = useTranslation();
  return (
    <AriaComboBox
      {...rest}
      className={field.field}
      isInvalid={Boolean(error)}
      value={value}
      onChange={(key) => onChange(key === null ? null : String(key))}
      {...(onSearch
        ? { items: choices, inputValue: search, onInputChange: onSearch, allowsEmptyCollection: true }
        : { defaultItems: choices })}
    >
      <Label>
        <FieldWords label={label} required={required} aside={aside} />
      </Label>
      {help && (
        <Text slot="description" className={field.help}>
          {help}
        </Text>
      )}
      <span className={join(field.line, style.line, width === 'medium' && style.medium)}>
        <Input className={join(field.control, style.input)} placeholder={placeholder} />
        <Button className={style.button} aria-label={t('field.showList')}>
          <ChevronDown aria-hidden="true" />
        </Button>
      </span>
      {error && (
        <Text slot="errorMessage" className={field.error}>
          {error}
        </Text>
      )}
      <Popover className={style.popover}>
        <ListBox
          className={style.list}
          renderEmptyState={() => <span className={style.none}>{t('field.nothingFound')}</span>}
        >
          {(choice: Choice & { hint?: string }) => (
            <ListBoxItem id={choice.value} textValue={choice.label} className={style.item}>
              <span>{choice.label}</span>
              {choice.hint && <span className={style.hint}>{choice.hint}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
