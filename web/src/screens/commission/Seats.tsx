/** The seats of a body: for which institution, who holds them, who stands in. */
import { Armchair, Crown, Plus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Empty, Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, today } from '../../locale/dates';
import { ColleagueBox } from '../lists/ColleagueBox';
import { useQuorum, useSeats, useTitle } from './body';
import style from './Commission.module.css';
import type { Holder, Words } from './room';
import { SeatDialog } from './SeatDialog';

type Seat = LineOf<'list_seats'>;
type Act =
  | { kind: 'new' }
  | { kind: 'change'; seat: Seat }
  | { kind: 'add'; seat: Seat }
  | { kind: 'end'; seat: Seat; holder: Holder };

function AddHolder({ seat, onClose }: { seat: Seat; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const [who, setWho] = useState<string | null>(null);
  const [capacity, setCapacity] = useState<'member' | 'alternate'>('member');
  const [from, setFrom] = useState<string | undefined>(today());
  const add = useCommand('add_holder', { label: 'unsent.did.change', touches: ['list_seats'], onDone: onClose });
  return (
    <Dialog
      title={t('seats.add')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <Button
          kind="primary"
          isPending={add.isPending}
          isDisabled={!who}
          onPress={() =>
            who && add.mutate({ path: { id: seat.id }, body: { membership: who, capacity, starts_on: from } })
          }
        >
          {t('seats.add')}
        </Button>
      }
    >
      <ProblemPanel error={add.error} />
      <p className={style.strong}>{title(seat.institution as Words)}</p>
      <RadioGroup
        label={t('seats.as')}
        row
        choices={(['member', 'alternate'] as const).map((it) => ({ value: it, label: t(`capacity.${it}`) }))}
        value={capacity}
        onChange={(it) => setCapacity(it === 'alternate' ? 'alternate' : 'member')}
      />
      <ColleagueBox label={t('seats.who')} value={who} onChange={setWho} error={errorAt(add.error, '/membership')} />
      <DateField
        label={t('seats.from')}
        withToday
        value={from ? { date: from, precision: 'day' } : null}
        onChange={(it) => setFrom(it?.date)}
        error={errorAt(add.error, '/starts_on')}
      />
    </Dialog>
  );
}

function EndHolder({ seat, holder, onClose }: { seat: Seat; holder: Holder; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const [on, setOn] = useState<string | undefined>(today());
  const end = useCommand('end_holder', { label: 'unsent.did.change', touches: ['list_seats'], onDone: onClose });
  return (
    <Dialog
      title={t('seats.end')}
      isOpen
      onClose={onClose}
      foot={
        <Button
          kind="danger"
          isPending={end.isPending}
          isDisabled={!on}
          onPress={() => on && end.mutate({ path: { id: seat.id, holder: holder.id }, body: { ends_on: on } })}
        >
          {t('seats.end')}
        </Button>
      }
    >
      <ProblemPanel error={end.error} />
      <p>{holder.full_name}</p>
      <DateField
        label={t('seats.last')}
        withToday
        value={on ? { date: on, precision: 'day' } : null}
        onChange={(it) => setOn(it?.date)}
        error={errorAt(end.error, '/ends_on')}
      />
    </Dialog>
  );
}

export function Seats({ body, mayManage }: { body: LineOf<'list_bodies'>; mayManage: boolean }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const seats = useSeats(body.id);
  const needed = useQuorum(body.parameters, seats.length);
  const [act, setAct] = useState<Act>();
  return (
    <Sheet
      title={t('seats.title')}
      aside={
        mayManage && (
          <Button size="s" icon={<Plus />} onPress={() => setAct({ kind: 'new' })}>
            {t('seats.new')}
          </Button>
        )
      }
    >
      {seats.length === 0 && <Empty icon={Armchair} title={t('seats.none')} />}
      {needed !== undefined && <p className={style.soft}>{t('seats.quorum', { needed, seats: seats.length })}</p>}
      <ul className={style.lines}>
        {seats.map((seat) => {
          const holders = (seat.holders as unknown as Holder[]).filter((it) => !it.ends_on || it.ends_on >= today());
          return (
            <li key={seat.id}>
              <div className={style.main}>
                <p className={style.strong}>
                  {title(seat.institution as Words)}{' '}
                  {seat.is_chair && (
                    <Chip tone="accent" mark={Crown}>
                      {t('chair')}
                    </Chip>
                  )}
                </p>
                {holders.length === 0 && <p className={style.soft}>{t('seats.vacant')}</p>}
                {holders.map((it) => (
                  <p key={it.id} className={style.soft}>
                    {t(`capacity.${it.capacity}`)}: <bdi>{it.full_name ?? '—'}</bdi>,{' '}
                    {t('seats.since', { day: dateInWords(it.starts_on) })}
                    {it.ends_on && `, ${t('seats.until', { day: dateInWords(it.ends_on) })}`}
                    {mayManage && !it.ends_on && (
                      <Button size="s" kind="quiet" onPress={() => setAct({ kind: 'end', seat, holder: it })}>
                        {t('seats.end')}
                      </Button>
                    )}
                  </p>
                ))}
              </div>
              {mayManage && (
                <div className={style.seatActs}>
                  <Button
                    size="s"
                    kind="quiet"
                    aria-label={`${t('seats.change')}: ${title(seat.institution as Words)}`}
                    onPress={() => setAct({ kind: 'change', seat })}
                  >
                    {t('seats.change')}
                  </Button>
                  <Button size="s" icon={<UserPlus />} onPress={() => setAct({ kind: 'add', seat })}>
                    {t('seats.add')}
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {act?.kind === 'new' && <SeatDialog body={body.id} onClose={() => setAct(undefined)} />}
      {act?.kind === 'change' && <SeatDialog body={body.id} seat={act.seat} onClose={() => setAct(undefined)} />}
      {act?.kind === 'add' && <AddHolder seat={act.seat} onClose={() => setAct(undefined)} />}
      {act?.kind === 'end' && <EndHolder seat={act.seat} holder={act.holder} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
