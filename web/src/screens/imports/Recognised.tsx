/** What was recognised of a file: how it is written, and what each column holds. */
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Chip } from '../../design/Chip';
import { Sheet } from '../../design/Page';
import { type Column, Table } from '../../design/Table';
import { count } from '../../locale/dates';
import { FIELDS, fieldOf } from './file';
import style from './Imports.module.css';

export function Recognised({ found }: { found: Schemas['FoundView'] }) {
  const { t } = useTranslation('imports');
  const holds = (field: string | null | undefined) => {
    const { key, nth } = fieldOf(field ?? '');
    const known = FIELDS.find((it) => it === key);
    if (!known || known === 'ignore') return <Chip>{t('field.ignore')}</Chip>;
    return nth > 1 ? `${t(`field.${known}`)} (${count(nth)})` : t(`field.${known}`);
  };
  const columns: Column<Schemas['Column']>[] = [
    { key: 'header', title: t('header'), cell: (it) => <bdi>{it.header}</bdi> },
    { key: 'field', title: t('holds'), cell: (it) => holds(it.field) },
  ];
  return (
    <Sheet title={t('recognised')} flush>
      <p className={style.manner}>
        <span>{found.format.toUpperCase()}</span>
        {found.encoding && <bdi>{found.encoding}</bdi>}
        {found.sheet && <bdi>{found.sheet}</bdi>}
        <span>{t('headerLine', { line: count(found.header_line) })}</span>
        {found.date_order && (
          <span>{found.date_order === 'day_first' ? t('send.dayFirst') : t('send.monthFirst')}</span>
        )}
      </p>
      <Table caption={t('recognised')} columns={columns} lines={found.columns} keyOf={(it) => it.header} dense />
    </Sheet>
  );
}
