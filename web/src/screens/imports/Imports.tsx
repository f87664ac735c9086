/** Files of people: one is sent in, is checked without anything being written, and waits for the word. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileSpreadsheet, FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Select, TextField } from '../../design/Field';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count, momentInWords } from '../../locale/dates';
import { ACCEPTED, typeOf } from './file';
import style from './Imports.module.css';
import { type Mapping, MappingFields } from './Mapping';

export const STATE_TONE: Record<string, Tone> = {
  reading: 'wait',
  checking: 'wait',
  checked: 'warn',
  writing: 'wait',
  done: 'good',
  cancelled: 'calm',
  failed: 'bad',
  expired: 'calm',
  undoing: 'wait',
  undone: 'calm',
};

function Send() {
  const { t } = useTranslation('imports');
  const navigate = useNavigate();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [order, setOrder] = useState<string | null>(null);
  const [sheet, setSheet] = useState('');
  const [mapping, setMapping] = useState<Mapping>({});
  const type = file && typeOf(file.name);
  const send = useCommand('create_import', {
    label: 'unsent.did.change',
    touches: ['list_imports'],
    // A file is not kept in the browser: it is still where it was.
    keep: false,
    onDone: (outcome) => {
      if (!outcome.kept) void navigate({ to: '/imports/$id', params: { id: outcome.answer.id } });
    },
  });
  const check = () => {
    if (!file || !type) return;
    const query = {
      dry_run: true,
      file_name: file.name.slice(0, 200),
      date_order: order ?? undefined,
      sheet: sheet.trim() || undefined,
      columns: Object.keys(mapping).length > 0 ? JSON.stringify(mapping) : undefined,
    };
    send.mutate({ query, body: new Blob([file], { type }) as never });
  };
  return (
    <Sheet title={t('send.title')}>
      <div className={style.send}>
        <p>{t('send.explain')}</p>
        <ProblemPanel error={send.error} />
        <div className={style.file}>
          <label htmlFor={id}>
            <FileUp aria-hidden="true" />
            <span>{file ? <bdi>{file.name}</bdi> : t('send.choose')}</span>
          </label>
          <input id={id} type="file" accept={ACCEPTED} onChange={(event) => setFile(event.target.files?.[0])} />
        </div>
        {file && !type && <p role="alert">{t('send.notThis')}</p>}
        <details className={style.details}>
          <summary>{t('send.more')}</summary>
          <Select
            label={t('send.order')}
            help={t('send.orderHelp')}
            required={false}
            empty={t('send.orderFromFile')}
            width="medium"
            choices={[
              { value: 'day_first', label: t('send.dayFirst') },
              { value: 'month_first', label: t('send.monthFirst') },
            ]}
            value={order}
            onChange={setOrder}
          />
          <TextField
            label={t('send.sheet')}
            help={t('send.sheetHelp')}
            required={false}
            width="medium"
            value={sheet}
            onChange={setSheet}
            maxLength={100}
          />
          <MappingFields value={mapping} onChange={setMapping} />
        </details>
        <div>
          <Button kind="primary" isDisabled={!type} isPending={send.isPending} onPress={check}>
            {t('send.check')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

export default function Imports() {
  const { t } = useTranslation('imports');
  const me = useMe();
  const found = useInfiniteQuery(pages('list_imports', { query: { limit: 50 } }));
  const all = found.data?.pages.flatMap((it) => it.data) ?? [];
  const columns: Column<LineOf<'list_imports'>>[] = [
    {
      key: 'file',
      title: t('file'),
      cell: (it) => (
        <a href={`/imports/${it.id}`}>
          <bdi>{it.file_name ?? t('nameless')}</bdi>
        </a>
      ),
    },
    { key: 'when', title: t('when'), cell: (it) => momentInWords(it.created_at), tight: true },
    { key: 'lines', title: t('lines'), cell: (it) => count(it.progress.lines), end: true, tight: true },
    {
      key: 'state',
      title: t('standing'),
      cell: (it) => <Chip tone={STATE_TONE[it.state]}>{t(`state.${it.state}`)}</Chip>,
      tight: true,
    },
  ];
  return (
    <Page title={t('title')}>
      {can(me, 'import', 'create') && <Send />}
      <Sheet title={t('earlier')} flush>
        <ProblemPanel error={found.error} focus={false} />
        {found.isPending && <Skeleton />}
        {found.data && all.length === 0 && <Empty icon={FileSpreadsheet} title={t('none')} />}
        {all.length > 0 && <Table caption={t('earlier')} columns={columns} lines={all} keyOf={(it) => it.id} />}
        {found.hasNextPage && (
          <div className={style.more}>
            <Button onPress={() => void found.fetchNextPage()}>{t('more')}</Button>
          </div>
        )}
      </Sheet>
    </Page>
  );
}
