/** One question of a form, by its type. It is told what is said and tells what is said; saving is not its business. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../api/query';
import { CheckboxGroup, RadioGroup } from '../design/Choices';
import { ComboBox } from '../design/ComboBox';
import { type DatedValue, DateField, MomentField } from '../design/DateField';
import { type About, Select, TextField } from '../design/Field';
import type { Precision } from '../locale/dates';
import { type Language, useLanguage } from '../locale/language';
import { useChoices } from './codes';
import type { Field } from './definition';
import { FileAnswer } from './FileAnswer';

export interface Person {
  person: string;
  name: string;
}

interface Props {
  field: Field;
  /** The form in which it is asked. */
  section: string;
  value: unknown;
  /** Said; `done` when it need not be waited for more of it (a choice, or the field was left). */
  onChange: (value: unknown, done: boolean) => void;
  required: boolean;
  error?: string;
  isDisabled?: boolean;
  /** People of the case, for questions about one of them. */
  people: readonly Person[];
  id: string;
}

/** Up to here a list is shown whole; a longer one is written into. */
const SHOWN_WHOLE = 5;
const SHORT = 15;

function Coded({
  about,
  list,
  many,
  value,
  onChange,
  isDisabled,
  id,
}: Omit<Props, 'field' | 'section' | 'required' | 'people'> & { about: About; list?: string; many: boolean }) {
  const chosen = (Array.isArray(value) ? value : [value]).filter((it): it is string => typeof it === 'string');
  const choices = useChoices(list, chosen);
  const shared = { ...about, choices, isDisabled, id };
  if (many) return <CheckboxGroup {...shared} value={chosen} onChange={(it) => onChange(it, true)} />;
  const one = chosen[0] ?? null;
  // Until the list is there: the room that it will take.
  if (choices.length === 0) return <Select {...shared} width="medium" value={null} onChange={() => {}} isDisabled />;
  if (choices.length <= SHOWN_WHOLE)
    return <RadioGroup {...shared} row value={one} onChange={(it) => onChange(it, true)} />;
  if (choices.length <= SHORT)
    return <Select {...shared} width="medium" value={one} onChange={(it) => onChange(it, true)} />;
  return <ComboBox key={choices.length} {...shared} width="medium" value={one} onChange={(it) => onChange(it, true)} />;
}

interface PlaceLine {
  id: string;
  title: string;
  name: Record<Language, string>;
  parent: string | null;
}

export function PlaceField({
  about,
  value,
  onChange,
  isDisabled,
  id,
}: {
  about: About;
  value: unknown;
  onChange: (value: string | null) => void;
  isDisabled?: boolean;
  id: string;
}) {
  const language = useLanguage();
  const said = typeof value === 'string' ? value : null;
  const [text, setText] = useState<string>();
  const known = useQuery({
    ...query('get_place', { path: { id: said ?? '' } }),
    enabled: said !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = useQuery({
    ...query('list_places', { query: text && text.length > 1 ? { q: text } : { parent: 'TJ' } }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const place = known.data as PlaceLine | undefined;
  const label = (it: PlaceLine) => it.name[language] ?? it.title;
  const lines = ((found.data as { data: PlaceLine[] } | undefined)?.data ?? []).slice(0, 50);
  const choices = lines.map((it) => ({ value: it.id, label: label(it), hint: it.parent ?? undefined }));
  if (place && !choices.some((it) => it.value === place.id))
    choices.push({ value: place.id, label: label(place), hint: undefined });
  const shown = text ?? (place ? label(place) : '');
  return (
    <ComboBox
      {...about}
      id={id}
      isDisabled={isDisabled}
      width="medium"
      choices={choices}
      value={said}
      search={shown}
      onSearch={(next) => setText(next)}
      onChange={(next) => {
        setText(next ? choices.find((it) => it.value === next)?.label : '');
        if (next !== said) onChange(next);
      }}
    />
  );
}

/** Text that is said when the field is left, and half-said while one writes. */
function Written({
  about,
  value,
  onChange,
  isDisabled,
  id,
  lines,
  numeric,
  decimal,
  maxLength,
}: Omit<Props, 'field' | 'section' | 'required' | 'people'> & {
  about: About;
  lines?: number;
  numeric?: boolean;
  decimal?: boolean;
  maxLength?: number;
}) {
  const outside = value === undefined || value === null ? '' : String(value);
  const [text, setText] = useState(outside);
  useEffect(() => setText(outside), [outside]);
  const said = () => {
    const trimmed = text.trim();
    if (!trimmed) return null;
    return numeric && /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  };
  return (
    <TextField
      {...about}
      id={id}
      isDisabled={isDisabled}
      lines={lines}
      width={numeric || decimal ? 'short' : 'full'}
      inputMode={numeric ? 'numeric' : decimal ? 'decimal' : undefined}
      maxLength={maxLength}
      value={text}
      onChange={(next) => {
        setText(next);
        onChange(next.trim() ? next : null, false);
      }}
      onBlur={() => onChange(said(), true)}
    />
  );
}

function dated(value: unknown): DatedValue | null {
  if (typeof value === 'string') return { date: value, precision: 'day' };
  const it = value as { date?: string; precision?: Precision } | null | undefined;
  return it?.date ? { date: it.date, precision: it.precision ?? 'day' } : null;
}

export function AnswerField({ field, section, value, onChange, required, error, isDisabled, people, id }: Props) {
  const { t } = useTranslation();
  const about: About = { label: field.title, help: field.description, error, required };
  const rest = { about, value, onChange, isDisabled, id };
  const type = field['x-type'];
  switch (type) {
    case 'boolean':
      return (
        <RadioGroup
          {...about}
          id={id}
          row
          isDisabled={isDisabled}
          choices={[
            { value: 'true', label: t('field.yes') },
            { value: 'false', label: t('field.no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(it) => onChange(it === 'true', true)}
        />
      );
    case 'code':
    case 'country':
    case 'language':
      return <Coded {...rest} list={field['x-list'] ?? field.items?.['x-list']} many={field.type === 'array'} />;
    case 'date': {
      const withPrecision = field.anyOf !== undefined;
      return (
        <DateField
          {...about}
          id={id}
          isDisabled={isDisabled}
          withPrecision={withPrecision}
          withToday
          value={dated(value)}
          onChange={(it) => onChange(it && (withPrecision && it.precision !== 'day' ? it : it.date), true)}
        />
      );
    }
    case 'datetime':
      return (
        <MomentField
          {...about}
          id={id}
          isDisabled={isDisabled}
          past={field['x-not-future'] ?? false}
          value={typeof value === 'string' ? value : null}
          onChange={(it) => onChange(it, true)}
        />
      );
    case 'place':
      return (
        <PlaceField about={about} id={id} value={value} isDisabled={isDisabled} onChange={(it) => onChange(it, true)} />
      );
    case 'person': {
      const choices = people.map((it) => ({ value: it.person, label: it.name }));
      const one = typeof value === 'string' ? value : null;
      return choices.length <= SHOWN_WHOLE ? (
        <RadioGroup
          {...about}
          id={id}
          row
          isDisabled={isDisabled}
          choices={choices}
          value={one}
          onChange={(it) => onChange(it, true)}
        />
      ) : (
        <Select
          {...about}
          id={id}
          isDisabled={isDisabled}
          width="medium"
          choices={choices}
          value={one}
          onChange={(it) => onChange(it, true)}
        />
      );
    }
    case 'file':
      return <FileAnswer {...rest} section={section} onChange={(it) => onChange(it, true)} />;
    case 'money': {
      const money = (value ?? {}) as { amount?: string; currency?: string };
      return (
        <Written
          {...rest}
          about={{ ...about, aside: <span>{money.currency ?? 'TJS'}</span> }}
          decimal
          value={money.amount}
          onChange={(it, done) =>
            onChange(it === null ? null : { amount: String(it), currency: money.currency ?? 'TJS' }, done)
          }
        />
      );
    }
    case 'long_text':
      return <Written {...rest} lines={3} maxLength={field.maxLength} />;
    case 'integer':
      return <Written {...rest} numeric />;
    case 'decimal':
      return <Written {...rest} decimal />;
    default:
      return <Written {...rest} maxLength={field.maxLength} />;
  }
}
