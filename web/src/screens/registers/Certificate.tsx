/** The certificate of a disposal, in words: what went, when, by whom, under which rule. Nothing personal is in it. */
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../api/types';
import { type Column, Table } from '../../design/Table';
import { count, dateInWords, momentInWords } from '../../locale/dates';
import { valueInWords } from '../admin/periods';
import { useProgrammes } from './parts';
import style from './Registers.module.css';

type Disposal = AnswerOf<'get_disposal'>;

interface Written {
  opened_on: string;
  closed_on: string;
  archived_on: string;
  disposed_at: string;
  rule: { parameter: string; value: string; source: string; valid_from: string };
  /** Rows that went, by table. */
  rows: Record<string, number>;
  people: number;
  ledger_entries: number;
  content_sha256: string;
}

export const certificateOf = (it: Disposal) => (it.certificate ?? undefined) as Written | undefined;

export function Certificate({ it, certificate }: { it: Disposal; certificate: Written }) {
  const { t } = useTranslation('registers');
  const { t: admin } = useTranslation('admin');
  const programmes = useProgrammes();
  const rows = Object.entries(certificate.rows).filter(([, many]) => many > 0);
  const columns: Column<[string, number]>[] = [
    {
      key: 'what',
      title: t('certificate.what'),
      cell: ([table]) => t(`certificate.rows.${table}` as 'certificate.rows.cases', { defaultValue: table }),
    },
    { key: 'many', title: t('certificate.many'), cell: ([, many]) => count(many), end: true, tight: true },
  ];
  return (
    <>
      <dl className={style.facts}>
        <dt>{t('case')}</dt>
        <dd>
          <span className="number">{it.case_number}</span> · {programmes.title(it.programme)}
        </dd>
        <dt>{t('certificate.lasted')}</dt>
        <dd>
          {dateInWords(certificate.opened_on)} – {dateInWords(certificate.closed_on)}
        </dd>
        <dt>{t('certificate.archived')}</dt>
        <dd>{dateInWords(certificate.archived_on)}</dd>
        <dt>{t('certificate.disposed')}</dt>
        <dd>{momentInWords(certificate.disposed_at)}</dd>
        <dt>{t('disposal.proposedBy')}</dt>
        <dd>
          <bdi>{it.proposed_by_name}</bdi>
        </dd>
        <dt>{t('certificate.carriedOutBy')}</dt>
        <dd>
          <bdi>{it.decided_by_name}</bdi>
        </dd>
        <dt>{t('certificate.rule')}</dt>
        <dd>
          {valueInWords(admin, certificate.rule.value)} · <code>{certificate.rule.parameter}</code> ·{' '}
          <bdi>{certificate.rule.source}</bdi>
        </dd>
        <dt>{t('certificate.people')}</dt>
        <dd>{count(certificate.people)}</dd>
        <dt>{t('certificate.ledger')}</dt>
        <dd>{count(certificate.ledger_entries)}</dd>
      </dl>
      <Table caption={t('certificate.what')} columns={columns} lines={rows} keyOf={([table]) => table} dense />
      <dl className={style.facts}>
        <dt>{t('certificate.content')}</dt>
        <dd>
          <code className={style.hash}>{certificate.content_sha256}</code>
        </dd>
        <dt>{t('certificate.hash')}</dt>
        <dd>
          <code className={style.hash}>{it.certificate_sha256}</code>
        </dd>
      </dl>
      <p className={style.soft}>{t('certificate.explain')}</p>
    </>
  );
}
