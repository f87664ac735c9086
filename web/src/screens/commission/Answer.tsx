/** An answer in a frozen paper, in words. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { onlyVotes } from '../../app/home';
import { useMe } from '../../app/me';
import { dateInWords, digits, momentInWords, type Precision } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { calledIn } from '../people/names';
import { Written } from '../people/PersonName';
import type { Words } from './room';

export interface Field {
  title: string;
  'x-type': string;
  'x-list'?: string;
  items?: { 'x-list'?: string };
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function Codes({ list, value }: { list: string | undefined; value: unknown }) {
  const words = useWords(list);
  return (Array.isArray(value) ? value : [value]).map((it) => words(String(it))).join(', ');
}

function Place({ id }: { id: string }) {
  const language = useLanguage();
  const { data } = useQuery({ ...query('get_place', { path: { id } }), staleTime: Number.POSITIVE_INFINITY });
  return (data as { name?: Words } | undefined)?.name?.[language] ?? id;
}

/** Somebody on the case, by name and without a way to their file. */
function Somebody({ id }: { id: string }) {
  const { t } = useTranslation('commission');
  const language = useLanguage();
  const me = useMe();
  const person = useQuery({
    ...query('get_person', { path: { id } }),
    // Whoever only votes knows a case by its papers and nobody by name.
    enabled: me !== undefined && !onlyVotes(me),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const name = person.data && calledIn(person.data.names, language);
  return name ? <Written name={name} /> : t('paper.somebody');
}

export function Answer({ field, value }: { field: Field | undefined; value: unknown }) {
  const { t } = useTranslation('commission');
  if (value === null || value === undefined || value === '') return '—';
  switch (field?.['x-type']) {
    case 'boolean':
      return value === true ? t('paper.yes') : t('paper.no');
    case 'code':
    case 'country':
    case 'language':
      return <Codes list={field['x-list'] ?? field.items?.['x-list']} value={value} />;
    case 'date': {
      const it = typeof value === 'string' ? { date: value } : (value as { date: string; precision?: Precision });
      return dateInWords(it.date, 'precision' in it ? it.precision : 'day');
    }
    case 'datetime':
      return momentInWords(String(value));
    case 'place':
      return <Place id={String(value)} />;
    case 'person':
      return <Somebody id={String(value)} />;
    case 'integer':
    case 'decimal':
      return digits(String(value));
    case 'money': {
      const it = value as { amount: string; currency: string };
      return `${digits(it.amount)} ${it.currency}`;
    }
    default:
      // A form may hold who did it as a bare id; who that is, a paper does not say.
      if (typeof value === 'string' && ID.test(value)) return t('paper.officer');
      return <bdi>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</bdi>;
  }
}
