/** What law enforcement asks: the register, the latest first, and entering a new request. Nobody from there looks in here. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { FilePlus2, Gavel } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useKey } from '../../app/keys';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { ComboBox } from '../../design/ComboBox';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { shortDate, today } from '../../locale/dates';
import { useChoices } from '../../programme/codes';
import { AnyPerson } from './AnyPerson';
import { OutcomeChip, RegisterPage } from './parts';
import style from './Registers.module.css';

type Line = LineOf<'list_enforcement_requests'>;

/** How far a request is. */
export function standing(it: Pick<Line, 'outcome' | 'confirmed_at' | 'answered_at'>) {
  if (it.answered_at) return 'answered';
  if (it.confirmed_at) return 'toAnswer';
  return it.outcome ? 'toConfirm' : 'toDecide';
}

function Enter({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const me = useMe();
  const countries = useChoices('country');
  const [authority, setAuthority] = useState('');
  const [country, setCountry] = useState<string | null>('TJK');
  const [reference, setReference] = useState('');
  const [asked, setAsked] = useState('');
  const [receivedOn, setReceivedOn] = useState<string | null>(today());
  const [person, setPerson] = useState<string | null>(null);
  const record = useCommand('record_enforcement_request', {
    label: 'unsent.did.change',
    touches: ['list_enforcement_requests'],
    keep: false,
    onDone: () => {
      say(t('enforcement.entered'));
      onClose();
    },
  });
  const whole = Boolean(authority.trim() && country && reference.trim() && asked.trim());
  return (
    <Dialog
      title={t('enforcement.enter')}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button
            kind="primary"
            isPending={record.isPending}
            isDisabled={!whole}
            onPress={() =>
              record.mutate({
                body: {
                  authority: authority.trim(),
                  authority_country: country ?? '',
                  reference: reference.trim(),
                  asked: asked.trim(),
                  received_on: receivedOn ?? undefined,
                  person: person ?? undefined,
                },
              })
            }
          >
            {t('enforcement.enter')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={record.error} />
      <p className={style.soft}>{t('enforcement.enterExplain')}</p>
      <TextField
        label={t('enforcement.authority')}
        maxLength={200}
        value={authority}
        onChange={setAuthority}
        error={errorAt(record.error, '/authority')}
      />
      <ComboBox
        label={t('enforcement.country')}
        choices={countries}
        value={country}
        onChange={setCountry}
        error={errorAt(record.error, '/authority_country')}
      />
      <TextField
        label={t('enforcement.reference')}
        width="medium"
        maxLength={100}
        value={reference}
        onChange={setReference}
        error={errorAt(record.error, '/reference')}
      />
      <DateField
        label={t('enforcement.received')}
        withToday
        value={receivedOn ? { date: receivedOn, precision: 'day' } : null}
        onChange={(it) => setReceivedOn(it?.date ?? null)}
        error={errorAt(record.error, '/received_on')}
      />
      <TextField
        label={t('enforcement.asked')}
        lines={4}
        maxLength={4000}
        value={asked}
        onChange={setAsked}
        error={errorAt(record.error, '/asked')}
      />
      {can(me, 'name_search', 'read') && (
        <AnyPerson
          label={t('enforcement.person')}
          help={t('enforcement.personHelp')}
          value={person}
          onChange={setPerson}
          error={errorAt(record.error, '/person')}
        />
      )}
    </Dialog>
  );
}

export default function Enforcements() {
  const { t } = useTranslation('registers');
  const me = useMe();
  const may = can(me, 'enforcement_request', 'create');
  const [entering, setEntering] = useState(false);
  useKey('n', t('enforcement.enter'), () => may && setEntering(true));
  const list = useInfiniteQuery(pages('list_enforcement_requests', { query: { limit: 50 } }));
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  const columns: Column<Line>[] = [
    { key: 'received', title: t('enforcement.received'), cell: (it) => shortDate(it.received_on), tight: true },
    {
      key: 'authority',
      title: t('enforcement.authority'),
      cell: (it) => (
        <>
          <a href={`/registers/enforcement/${it.id}`}>
            <bdi>{it.authority}</bdi>
          </a>
          <div className={style.soft}>
            <bdi>{it.reference}</bdi>
          </div>
        </>
      ),
    },
    { key: 'person', title: t('person'), cell: (it) => (it.person_name ? <bdi>{it.person_name}</bdi> : '—') },
    {
      key: 'state',
      title: t('state'),
      cell: (it) => {
        const how = standing(it);
        return (
          <span className={style.row}>
            {it.outcome && <OutcomeChip outcome={it.outcome} />}
            {how !== 'answered' && <Chip tone="wait">{t(`enforcement.standing.${how}`)}</Chip>}
          </span>
        );
      },
    },
  ];
  return (
    <RegisterPage
      area="enforcement"
      actions={
        may && (
          <Button kind="primary" icon={<FilePlus2 />} onPress={() => setEntering(true)}>
            {t('enforcement.enter')}
          </Button>
        )
      }
    >
      <p className={style.soft}>{t('enforcement.lead')}</p>
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : lines.length === 0 ? (
          <Empty icon={Gavel} title={t('enforcement.none')}>
            {t('enforcement.noneDetail')}
          </Empty>
        ) : (
          <Table caption={t('area.enforcement.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
        )}
      </Sheet>
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {entering && <Enter onClose={() => setEntering(false)} />}
    </RegisterPage>
  );
}
