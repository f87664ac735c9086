/** The gazetteer: what lies in what, and places found by a name of today or of the past. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { MapPinOff } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import style from './Admin.module.css';
import { type Place, placesOf, usePlaceTitle } from './PlaceField';
import { AdminPage } from './parts';

export default function Places() {
  const { t } = useTranslation('admin');
  const { parent } = useSearch({ from: '/admin/places' });
  const within = usePlaceTitle(parent);
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    ...query('list_places', { query: q ? { q } : { parent } }),
    placeholderData: keepPreviousData,
  });
  const columns: Column<Place>[] = [
    {
      key: 'title',
      title: t('name'),
      cell: (it) => (
        <>
          <Link to="/admin/places" search={{ parent: it.id }} onClick={() => setText('')}>
            {it.title}
          </Link>
          {it.known_as && (
            <div className={style.soft}>
              <bdi>{t('places.known', { name: it.known_as })}</bdi>
            </div>
          )}
        </>
      ),
    },
    { key: 'code', title: t('lists.code'), cell: (it) => <code>{it.id}</code>, tight: true },
  ];
  const lines = placesOf(found.data);
  return (
    <AdminPage area="places">
      <search className={style.filters} aria-label={t('places.search')}>
        <TextField label={t('places.search')} type="search" value={text} onChange={setText} autoComplete="off" />
      </search>
      {parent && !q && (
        <nav aria-label={t('places.path')}>
          <ol className={style.trail}>
            <li>
              <Link to="/admin/places" search={{}}>
                {t('places.top')}
              </Link>
            </li>
            <li aria-current="page">{within ?? <code>{parent}</code>}</li>
          </ol>
        </nav>
      )}
      <ProblemPanel error={found.error} focus={false} />
      <Sheet flush>
        {found.isPending ? (
          <Skeleton lines={8} />
        ) : lines.length === 0 ? (
          <Empty icon={MapPinOff} title={t(q ? 'places.empty' : 'places.nothingInside')} />
        ) : (
          <Table caption={t('area.places.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
        )}
      </Sheet>
    </AdminPage>
  );
}
