/** An answer in words, for reading. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../api/query';
import { dateInWords, digits, momentInWords, type Precision } from '../locale/dates';
import { type Language, useLanguage } from '../locale/language';
import type { Person } from './AnswerField';
import { useWords } from './codes';
import { isAnswered } from './conditions';
import type { Field } from './definition';
import { FileSaid } from './FileAnswer';

function Code({ list, value }: { list: string | undefined; value: unknown }) {
  const words = useWords(list);
  const codes = Array.isArray(value) ? value : [value];
  return <>{codes.map((it) => words(String(it))).join(', ')}</>;
}

function Place({ id }: { id: string }) {
  const language = useLanguage();
  const { data } = useQuery({ ...query('get_place', { path: { id } }), staleTime: Number.POSITIVE_INFINITY });
  return <>{(data as { name: Record<Language, string> } | undefined)?.name[language] ?? id}</>;
}

export function Said({ field, value, people }: { field: Field; value: unknown; people: readonly Person[] }) {
  const { t } = useTranslation();
  if (!isAnswered(value)) return <>—</>;
  switch (field['x-type']) {
    case 'boolean':
      return <>{value === true ? t('field.yes') : t('field.no')}</>;
    case 'code':
    case 'country':
    case 'language':
      return <Code list={field['x-list'] ?? field.items?.['x-list']} value={value} />;
    case 'date': {
      const it = typeof value === 'string' ? { date: value } : (value as { date: string; precision?: Precision });
      return <>{dateInWords(it.date, 'precision' in it ? it.precision : 'day')}</>;
    }
    case 'datetime':
      return <>{momentInWords(String(value))}</>;
    case 'place':
      return <Place id={String(value)} />;
    case 'person':
      return <>{people.find((it) => it.person === value)?.name ?? '—'}</>;
    case 'money': {
      const it = value as { amount: string; currency: string };
      return <>{`${digits(it.amount)} ${it.currency}`}</>;
    }
    case 'file':
      return <FileSaid id={String(value)} />;
    case 'integer':
    case 'decimal':
      return <>{digits(String(value))}</>;
    default:
      return <>{String(value)}</>;
  }
}
