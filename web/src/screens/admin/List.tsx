/** One code list: its codes with their words in all four languages. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { Chip } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { shortDate } from '../../locale/dates';
import { LANGUAGE_NAMES, LANGUAGES } from '../../locale/language';
import style from './Admin.module.css';
import { AdminPage, type CodeList, useWords } from './parts';

type Code = CodeList['codes'][number];

export default function List() {
  const { t } = useTranslation('admin');
  const words = useWords();
  const { list } = useParams({ from: '/admin/lists/$list' });
  const { data, error } = useQuery(query('get_code_list', { path: { list } }));
  const found = data as unknown as CodeList | undefined;
  const columns: Column<Code>[] = [
    {
      key: 'code',
      title: t('lists.code'),
      cell: (it) => (
        <>
          <code>{it.code}</code> {!it.offered && <Chip>{t('lists.notOffered')}</Chip>}
          {it.valid_to && <div className={style.soft}>{`${t('lists.validTo')} ${shortDate(it.valid_to)}`}</div>}
        </>
      ),
    },
    ...LANGUAGES.map((language) => ({
      key: language,
      title: <span lang={language}>{LANGUAGE_NAMES[language]}</span>,
      cell: (it: Code) => (
        <span lang={language} dir={language === 'fa' ? 'rtl' : 'ltr'}>
          {it.label[language]}
        </span>
      ),
    })),
  ];
  return (
    <AdminPage area="lists" title={found ? words(found.title) : t('area.lists.title')}>
      <ProblemPanel error={error} focus={false} />
      {!found ? (
        !error && <Skeleton lines={8} />
      ) : (
        <>
          <p className={style.soft}>
            {t('lists.source')}: <bdi>{found.source}</bdi>
          </p>
          <Sheet flush>
            <Table caption={words(found.title)} columns={columns} lines={found.codes} keyOf={(it) => it.code} dense />
          </Sheet>
        </>
      )}
    </AdminPage>
  );
}
