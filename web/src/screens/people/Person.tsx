/** A person's file: the names in their scripts, what is known, the households over time, the cases, and who looked. */
import { useQuery } from '@tanstack/react-query';
import { UserX } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Chip } from '../../design/Chip';
import { Empty, Page, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Side, Tabs } from '../../design/Tabs';
import { dateInWords } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { CasesOf } from './CasesOf';
import { Consents } from './Consents';
import { Contacts } from './Contacts';
import { Documents } from './Documents';
import { Facts, type Person as Shown, useAge } from './Facts';
import { History } from './History';
import { Households } from './Households';
import { Names } from './Names';
import { calledIn, inOrder } from './names';
import style from './Person.module.css';
import { PersonLink, Written } from './PersonName';
import { Readers } from './Readers';
import { personRoute } from './routes';
import { Ties } from './Ties';

// What somebody asked about their data is seldom looked at: it is fetched when it is.
const RequestsOf = lazy(() => import('../registers/RequestsOf'));

/** Other names in the head of the page: enough to know somebody again, and no more. */
const ALSO_SHOWN = 3;

function Heading({ person }: { person: Shown }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const first = calledIn(person.names, language);
  const others = inOrder(person.names, language).filter((it) => it !== first);
  return (
    <>
      {first ? <Written name={first} /> : t('nameless')}
      {others.length > 0 && (
        <span className={style.headNames}>
          {others.slice(0, ALSO_SHOWN).map((it) => (
            <Written key={it.id} name={it} />
          ))}
        </span>
      )}
    </>
  );
}

function Chips({ person }: { person: Shown }) {
  const { t } = useTranslation('people');
  const sex = useWords('sex');
  const country = useWords('country');
  const age = useAge();
  const old = age(person);
  return (
    <div className={style.chips}>
      {person.death_on && <Chip tone="wait">{t('facts.died', { day: dateInWords(person.death_on) })}</Chip>}
      <Chip>{sex(person.sex)}</Chip>
      {old && !person.death_on && <Chip>{old}</Chip>}
      {(person.age_max ?? 99) < 18 && <Chip tone="accent">{t('facts.child')}</Chip>}
      {person.citizenships.map((it) => (
        <Chip key={it}>{country(it)}</Chip>
      ))}
    </div>
  );
}

/** Whether this file went into another, or may be of somebody who has another. */
function Twice({ person }: { person: Shown }) {
  const { t } = useTranslation('people');
  const me = useMe();
  const asked = query('list_duplicates', { query: { person: person.id, limit: 1 } });
  const pairs = useQuery({ ...asked, enabled: can(me, 'duplicate', 'read') && !person.merged_into });
  const [pair] = pairs.data?.data ?? [];
  if (person.merged_into) {
    return (
      <p className={style.note}>
        {t('person.mergedInto')} <PersonLink id={person.merged_into} />
      </p>
    );
  }
  if (!pair) return null;
  return (
    <p className={style.note}>
      <a href={`/duplicates/${pair.one.person}/${pair.other.person}`}>{t('person.maybeTwice')}</a>
    </p>
  );
}

export default function Person() {
  const { t } = useTranslation('people');
  const { id } = personRoute.useParams();
  const { side } = personRoute.useSearch();
  const navigate = personRoute.useNavigate();
  const me = useMe();
  const found = useQuery(query('get_person', { path: { id } }));
  const person = found.data;
  if (!person) {
    const hidden = found.error instanceof Problem && found.error.status === 404;
    return (
      <Page title={t('person.title')}>
        {found.isPending && <Skeleton lines={8} />}
        {hidden && <Empty icon={UserX} title={t('person.nowhere')} />}
        {!hidden && <ProblemPanel error={found.error} focus={false} />}
      </Page>
    );
  }
  const mayChange = can(me, 'person', 'update');
  const sides: (Side & { shown: boolean })[] = [
    {
      id: 'person',
      title: t('sides.person'),
      shown: true,
      content: () => (
        <div className={style.columns}>
          <Names person={person} mayChange={mayChange} />
          <Facts person={person} mayChange={mayChange} />
        </div>
      ),
    },
    {
      id: 'households',
      title: t('sides.households'),
      shown: can(me, 'household', 'read'),
      content: () => <Households person={person} mayChange={can(me, 'household', 'update')} />,
    },
    {
      id: 'ties',
      title: t('sides.ties'),
      shown: true,
      content: () => <Ties person={id} mayChange={mayChange} />,
    },
    {
      id: 'contacts',
      title: t('sides.contacts'),
      shown: true,
      content: () => <Contacts person={id} mayChange={mayChange} />,
    },
    {
      id: 'documents',
      title: t('sides.documents'),
      shown: true,
      content: () => <Documents person={id} mayChange={mayChange} />,
    },
    {
      id: 'consents',
      title: t('sides.consents'),
      shown: can(me, 'consent', 'read'),
      content: () => <Consents person={id} mayChange={can(me, 'consent', 'create')} />,
    },
    {
      id: 'cases',
      title: t('sides.cases'),
      shown: can(me, 'case', 'read'),
      content: () => <CasesOf person={id} />,
    },
    {
      id: 'requests',
      title: t('sides.requests'),
      shown: can(me, 'subject_request', 'read'),
      content: () => (
        <Suspense fallback={<Skeleton lines={3} />}>
          <RequestsOf person={id} />
        </Suspense>
      ),
    },
    {
      id: 'history',
      title: t('sides.history'),
      shown: true,
      content: () => <History person={id} />,
    },
    {
      id: 'readers',
      title: t('sides.readers'),
      shown: can(me, 'ledger', 'read'),
      content: () => <Readers person={id} />,
    },
  ];
  const shown = sides.filter((it) => it.shown);
  return (
    <Page title={t('person.title')} heading={<Heading person={person} />} above={t('person.title')}>
      <Chips person={person} />
      <Twice person={person} />
      <Tabs
        label={t('person.title')}
        sides={shown}
        selected={shown.some((it) => it.id === side) ? (side ?? 'person') : 'person'}
        onSelect={(it) =>
          void navigate({ search: it === 'person' ? {} : { side: it }, replace: true, resetScroll: false })
        }
      />
    </Page>
  );
}
