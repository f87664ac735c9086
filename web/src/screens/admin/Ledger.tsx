/** The ledger: who did what and when, and the proof that nobody rewrote it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BookLock, Download } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { pages, query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { count, momentInWords } from '../../locale/dates';
import style from './Admin.module.css';
import { ACTS, useActs } from './acts';
import { AdminPage } from './parts';

type Entry = LineOf<'list_ledger'>;

/** The file of a proof and how it is checked, as the format's page has them. */
const FILE = 'ledger.ndjson';
const CHECK = `panoh-verify ${FILE}`;

function Proof({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const download = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const asked = { from: from ? Number(from) : undefined, to: to ? Number(to) : undefined };
      const bundle = (await ask({ operation: 'get_ledger_proof', query: asked })) as unknown as Blob;
      const address = URL.createObjectURL(bundle);
      Object.assign(document.createElement('a'), { href: address, download: FILE }).click();
      URL.revokeObjectURL(address);
      say(t('ledger.downloaded'));
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const number = (text: string) => text.replace(/\D/g, '');
  return (
    <Dialog title={t('ledger.proofTitle')} isOpen onClose={onClose}>
      <form className={style.form} onSubmit={(event) => void download(event)}>
        <ProblemPanel error={error} />
        <p>{t('ledger.proofExplain')}</p>
        <code className={style.command}>{CHECK}</code>
        <p className={style.soft}>{t('ledger.proofKeep')}</p>
        <div className={style.pair}>
          <TextField
            label={t('ledger.proofFrom')}
            inputMode="numeric"
            placeholder="1"
            width="short"
            value={from}
            onChange={(it) => setFrom(number(it))}
          />
          <TextField
            label={t('ledger.proofTo')}
            inputMode="numeric"
            placeholder={t('ledger.proofAll')}
            width="short"
            value={to}
            onChange={(it) => setTo(number(it))}
          />
        </div>
        <div>
          <Button type="submit" kind="primary" icon={<Download />} isPending={busy}>
            {t('ledger.proof')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Colleagues to filter by; an auditor sees them all. */
function useColleagues(may: boolean) {
  const { data } = useQuery({ ...query('list_users', { query: { limit: 200 } }), enabled: may });
  return (data?.data ?? []).map((it) => ({ value: it.membership, label: it.full_name }));
}

export default function Ledger() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const acts = useActs();
  const navigate = useNavigate();
  const search = useSearch({ from: '/admin/ledger' });
  const list = useInfiniteQuery(pages('list_ledger', { query: { ...search, limit: 50 } }));
  const colleagues = useColleagues(can(me, 'user', 'read', ['organisation']));
  const [proving, setProving] = useState(false);
  const filter = (some: Partial<typeof search>) =>
    void navigate({ to: '/admin/ledger', search: { ...search, ...some }, replace: true });
  const columns: Column<Entry>[] = [
    { key: 'at', title: t('ledger.when'), cell: (it) => momentInWords(it.at), tight: true },
    {
      key: 'who',
      title: t('ledger.who'),
      cell: (it) => (it.actor_name ? <bdi>{it.actor_name}</bdi> : t('ledger.clock')),
    },
    {
      key: 'did',
      title: t('ledger.did'),
      cell: (it) => (
        <>
          {acts.title(it.operation)}
          {it.case && (
            <>
              {' '}
              <a href={`/cases/${it.case}`}>{t('ledger.case')}</a>
            </>
          )}
          {it.reason && (
            <div className={style.soft}>
              <bdi>{it.reason}</bdi>
            </div>
          )}
        </>
      ),
    },
    {
      key: 'fields',
      title: t('ledger.fields'),
      cell: (it) => <code className={style.soft}>{it.fields.slice(0, 6).join(', ')}</code>,
    },
    { key: 'class', title: t('ledger.class'), cell: (it) => <span className="number">K{it.class}</span>, tight: true },
    {
      key: 'seal',
      title: t('ledger.sealedAs'),
      cell: (it) => (it.seq ? <span className="number">{it.seq}</span> : t('ledger.unsealed')),
      end: true,
      tight: true,
    },
  ];
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  const everybody = can(me, 'ledger', 'read', ['organisation', 'platform']);
  return (
    <AdminPage
      area="ledger"
      actions={
        can(me, 'ledger', 'verify') && (
          <Button kind="primary" icon={<Download />} onPress={() => setProving(true)}>
            {t('ledger.proof')}
          </Button>
        )
      }
    >
      {!everybody && <p className={style.soft}>{t('ledger.own')}</p>}
      <search className={style.filters} aria-label={t('people.filters')}>
        <Select
          label={t('ledger.operation')}
          empty={t('ledger.anyOperation')}
          choices={ACTS.map((it) => ({ value: it, label: acts.title(it) })).sort((a, b) =>
            a.label.localeCompare(b.label),
          )}
          value={search.operation ?? null}
          onChange={(it) => filter({ operation: it ?? undefined })}
        />
        {colleagues.length > 0 && (
          <Select
            label={t('ledger.person')}
            empty={t('ledger.anybody')}
            choices={colleagues}
            value={search.membership ?? null}
            onChange={(it) => filter({ membership: it ?? undefined })}
          />
        )}
      </search>
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={8} />
        ) : lines.length === 0 ? (
          <Empty icon={BookLock} title={t('ledger.empty')} />
        ) : (
          <Table caption={t('area.ledger.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
        )}
      </Sheet>
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')} ({count(lines.length)})
        </Button>
      )}
      {proving && <Proof onClose={() => setProving(false)} />}
    </AdminPage>
  );
}
