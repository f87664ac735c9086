/** Two files side by side, field by field; in a merge, whose value is kept is chosen where they differ. */
import { useQueries } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { Schemas } from '../../api/types';
import { can, useMe } from '../../app/me';
import { dateInWords, localParts } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { useFact } from '../people/Facts';
import { calledIn, inOrder } from '../people/names';
import { Written } from '../people/PersonName';
import { CHOSEN, type Choice, type Chosen, differs, keeps, type Side, unknown } from './compare';
import style from './Duplicates.module.css';

export type Person = Schemas['PersonView'];

/** A merge that is being thought about: which of the two goes on, and whose values. */
export interface Merging {
  survivor: string;
  choice: Choice;
  onSurvivor: (person: string) => void;
  onChoose: (field: Chosen, side: Side) => void;
}

interface Props {
  people: readonly [Person, Person];
  merging?: Merging;
}

function Row({ title, differ, cells }: { title: string; differ?: boolean; cells: readonly ReactNode[] }) {
  const { t } = useTranslation('duplicates');
  return (
    <tr data-differ={differ || undefined}>
      <th scope="row">
        {title}
        {differ && <span className={style.differ}>{t('differs')}</span>}
      </th>
      {cells.map((cell, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: there are always the same two
        <td key={place}>{cell}</td>
      ))}
    </tr>
  );
}

/** What hangs on the two files: papers and cases, as far as one may see them. */
function useHanging(people: Props['people']) {
  const me = useMe();
  const [first, second] = people;
  const documents = useQueries({
    queries: [first, second].map((it) => query('list_documents', { path: { id: it.id } })),
  });
  const cases = useQueries({
    queries: [first, second].map((it) => ({
      ...query('list_cases_of_person', { path: { id: it.id } }),
      enabled: can(me, 'case', 'read'),
    })),
  });
  return { documents: documents.map((it) => it.data?.data ?? []), cases: cases.map((it) => it.data?.data ?? []) };
}

function Facts({ people, merging }: Props) {
  const { t } = useTranslation(['duplicates', 'people']);
  const fact = useFact();
  const [first, second] = people;
  const shown = CHOSEN.filter((it) => !unknown(it, first, second));
  return shown.map((field) => {
    const differ = differs(field, first, second);
    const cell = (it: Person, other: Person) => {
      const value = fact(field, it[field]);
      if (!merging) return value;
      const side: Side = it.id === merging.survivor ? 'survivor' : 'merged';
      const [survivor, merged] = side === 'survivor' ? [it, other] : [other, it];
      const kept = keeps(field, survivor, merged, merging.choice) === side;
      if (!differ) return <span data-kept={kept || undefined}>{value}</span>;
      return (
        <label className={style.choice} data-on={kept || undefined}>
          <input type="radio" name={field} checked={kept} onChange={() => merging.onChoose(field, side)} />
          <span>{value}</span>
        </label>
      );
    };
    return (
      <Row
        key={field}
        title={t(`people:fact.${field}`)}
        differ={differ}
        cells={[cell(first, second), cell(second, first)]}
      />
    );
  });
}

export function SideBySide({ people, merging }: Props) {
  const { t } = useTranslation(['duplicates', 'people']);
  const language = useLanguage();
  const kind = useWords('document-kind');
  const { documents, cases } = useHanging(people);
  const head = (it: Person) => {
    const called = calledIn(it.names, language);
    return (
      <Fragment key={it.id}>
        <a href={`/people/${it.id}`} target="_blank" rel="noreferrer">
          {called ? <Written name={called} /> : t('people:nameless')}
        </a>
        {merging && (
          <label className={style.choice} data-on={merging.survivor === it.id || undefined}>
            <input
              type="radio"
              name="survivor"
              checked={merging.survivor === it.id}
              onChange={() => merging.onSurvivor(it.id)}
            />
            <span>{t('goesOn')}</span>
          </label>
        )}
      </Fragment>
    );
  };
  const list = (all: readonly ReactNode[]) => (all.length > 0 ? <ul className={style.list}>{all}</ul> : '—');
  const both = (cell: (it: Person, place: number) => ReactNode) => people.map(cell);
  return (
    <table className={style.sides}>
      <caption className="unseen">{t('pairTitle')}</caption>
      <thead>
        <tr>
          <td />
          {people.map((it) => (
            <th key={it.id} scope="col">
              {head(it)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Row
          title={t('people:names.title')}
          cells={both((it) =>
            list(
              inOrder(it.names, language).map((name) => (
                <li key={name.id}>
                  <Written name={name} />
                </li>
              )),
            ),
          )}
        />
        <Facts people={people} merging={merging} />
        <Row
          title={t('people:sides.documents')}
          cells={both((_, place) =>
            list(
              (documents[place] ?? [])
                .filter((it) => !it.removed_at)
                .map((it) => (
                  <li key={it.id}>
                    {kind(it.kind)} <span className="number">{it.number}</span>
                  </li>
                )),
            ),
          )}
        />
        <Row
          title={t('people:sides.cases')}
          cells={both((_, place) =>
            list(
              (cases[place] ?? []).map((it) => (
                <li key={it.id}>
                  <span className="number">{it.number}</span>
                </li>
              )),
            ),
          )}
        />
        <Row title={t('registered')} cells={both((it) => dateInWords(localParts(it.created_at).date))} />
      </tbody>
      {merging && (
        <tfoot>
          <tr>
            <td colSpan={3}>
              <Check aria-hidden="true" /> {t('allElse')}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
