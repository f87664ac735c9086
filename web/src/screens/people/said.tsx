/**
 * What the ledger kept of a change, in words: which fields of each kind of record have any, and how each is said. What is not named here is not
 * shown. How an unsafe contact is reached is not told in passing either: it stands behind the warning in the contacts.
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineOf } from '../../api/types';
import { dateInWords, digits, momentInWords } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { SHARED } from './ConsentDialog';
import { FACTS, useFact } from './Facts';
import { PersonLink } from './PersonName';

type Change = LineOf<'get_history'>;
type Way =
  | 'text'
  | 'number'
  | 'day'
  | 'moment'
  | 'hour'
  | 'yes'
  | 'person'
  | 'shared'
  | 'names'
  | 'stay'
  | `code ${string}`;

/** By kind of record and field: the key of its label, and the way in which it is said. */
const SAID = {
  'person.names': ['names.title', 'names'],
  'document.kind': ['document.kind', 'code document-kind'],
  'document.issuer': ['document.issuer', 'code country'],
  'document.number': ['external.value', 'number'],
  'document.issued_on': ['document.issuedOn', 'day'],
  'document.expires_on': ['document.expiresOn', 'day'],
  'document.mrz': ['document.mrz', 'text'],
  'document.authenticity': ['document.trust', 'code document-authenticity'],
  'document.note': ['household.note', 'text'],
  'contact.kind': ['contact.kind', 'code contact-kind'],
  'contact.value': ['contact.value', 'number'],
  'contact.safe': ['contact.isSafe', 'yes'],
  'contact.safe_from': ['contact.from', 'hour'],
  'contact.safe_until': ['contact.until', 'hour'],
  'contact.by_whom': ['contact.who', 'text'],
  'contact.automated': ['contact.mayAutomate', 'yes'],
  'contact.note': ['household.note', 'text'],
  'relationship.kind': ['tie.kind', 'code relationship-type'],
  'relationship.to': ['tie.to', 'person'],
  'relationship.legal_basis': ['tie.basis', 'code legal-basis'],
  'relationship.from': ['tie.from', 'day'],
  'relationship.until': ['tie.until', 'day'],
  'consent.purpose': ['consent.purpose', 'code consent-purpose'],
  'consent.fields': ['consent.fields', 'shared'],
  'consent.recipient': ['consent.recipient', 'text'],
  'consent.given_by': ['consent.givenBy', 'code consent-given-by'],
  'consent.guardian': ['consent.guardian', 'person'],
  'consent.legal_article': ['consent.article', 'text'],
  'consent.form': ['consent.form', 'code consent-form'],
  'consent.from': ['tie.from', 'day'],
  'consent.until': ['consent.until', 'day'],
  'consent.withdrawn_at': ['consent.withdraw', 'moment'],
  'household.kind': ['household.kind', 'code household-type'],
  'household.head': ['household.head', 'person'],
  'household.members': ['household.tie', 'stay'],
  'household.note': ['household.note', 'text'],
} as const satisfies Record<string, readonly [string, Way]>;

function Code({ list, value }: { list: string; value: unknown }) {
  const words = useWords(list);
  return <>{words(String(value))}</>;
}

/** What somebody is in a household, and since when; of several at once the ledger keeps only who they are. */
function Stay({ value }: { value: unknown }) {
  const { t } = useTranslation('people');
  const tie = useWords('relationship-type');
  const { relationship, joined_on, left_on } = value as Record<string, string | undefined>;
  const said = [
    relationship && tie(relationship),
    joined_on && t('household.since', { day: dateInWords(joined_on) }),
    left_on && `${t('household.leftOn')}: ${dateInWords(left_on)}`,
  ];
  return <>{said.filter(Boolean).join(' · ') || '—'}</>;
}

function Value({ way, value }: { way: Way; value: unknown }) {
  const { t } = useTranslation(['people', 'common']);
  if (way.startsWith('code ')) return <Code list={way.slice(5)} value={value} />;
  switch (way) {
    case 'yes':
      return <>{value === true ? t('common:field.yes') : t('common:field.no')}</>;
    case 'day':
      return <>{dateInWords(String(value))}</>;
    case 'moment':
      return <>{momentInWords(String(value))}</>;
    case 'hour':
      return <>{digits(String(value).slice(0, 5))}</>;
    case 'person':
      return <PersonLink id={String(value)} />;
    case 'number':
      return <span className="number">{String(value)}</span>;
    case 'names':
      return <bdi>{Array.isArray(value) ? value.join(' · ') : String(value)}</bdi>;
    case 'stay':
      return <Stay value={value} />;
    case 'shared': {
      const named = SHARED.filter((it) => Array.isArray(value) && value.includes(it));
      return <>{named.map((it) => t(`consent.shared.${it === '*' ? 'all' : it}`)).join(', ')}</>;
    }
    default:
      return <bdi>{String(value)}</bdi>;
  }
}

export interface Said {
  field: string;
  label: string;
  before?: ReactNode;
  after?: ReactNode;
}

const isThere = (value: unknown) => value !== undefined && value !== null && value !== '';

/** May how somebody is reached be told? Only where the same change says that it is safe. */
export const hides = (change: Pick<Change, 'fields'>, field: string) =>
  field === 'value' && !change.fields.some((it) => it.field === 'safe' && it.after === true);

export function useSaid(): (change: Change) => Said[] {
  const { t } = useTranslation('people');
  const fact = useFact();
  return (change) =>
    change.fields.flatMap(({ field, before, after }) => {
      const known = FACTS.find((name) => name === field);
      const say = (one: (value: unknown) => ReactNode, label: string) => ({
        field,
        label,
        before: isThere(before) ? one(before) : undefined,
        after: isThere(after) ? one(after) : undefined,
      });
      const kind = change.object_kind ?? 'person';
      if (known && (kind === 'person' || kind === 'merge')) return [say((it) => fact(known, it), t(`fact.${known}`))];
      const [label, way] = SAID[`${kind}.${field}` as keyof typeof SAID] ?? [];
      if (!label || !way || (kind === 'contact' && hides(change, field))) return [];
      const said = say((it) => <Value way={way} value={it} />, t(label));
      return said.before || said.after ? [said] : [];
    });
}
