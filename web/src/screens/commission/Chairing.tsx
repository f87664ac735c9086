/** Leading one item: who may vote on it, how many have, who leaves the room, and how it ends. What was voted stays hidden until then. */
import { DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count } from '../../locale/dates';
import { type Question, useBallots, useQuorum, useSeats, useTitle } from './body';
import style from './Commission.module.css';
import { Quorum } from './marks';
import { type Attending, type Item, inTheRoom, type Sitting, votersOn } from './room';
import { useBody } from './useBody';

type Act = { kind: 'close' } | { kind: 'adjourn' } | { kind: 'recuse'; seat: Attending };
interface ActProps {
  item: Item;
  onClose: () => void;
}

const manner = { label: 'unsent.did.change', touches: ['get_sitting', 'list_items', 'list_ballots'], keep: false };

function Close({
  item,
  question,
  cast,
  voters,
  onClose,
}: ActProps & { question: Question; cast: number; voters: number }) {
  const { t } = useTranslation(['commission', 'common']);
  const [reasons, setReasons] = useState('');
  const [ground, setGround] = useState('');
  const [screening, setScreening] = useState('');
  const close = useCommand('close_item', { ...manner, onDone: onClose });
  const body = {
    reasons: reasons.trim() || undefined,
    legal_ground: ground.trim() || undefined,
    exclusion_screening: screening.trim() || undefined,
  };
  return (
    <Dialog
      title={t('close.title')}
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
            isPending={close.isPending}
            onPress={() => close.mutate({ path: { id: item.id }, body })}
          >
            {t('close.do')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={close.error} />
      <p>{t('close.explain')}</p>
      {cast < voters && (
        <Chip tone="warn">{t('close.silent', { count: voters - cast, shown: count(voters - cast) })}</Chip>
      )}
      <TextField
        label={t('decision.reasons')}
        lines={6}
        value={reasons}
        onChange={setReasons}
        error={errorAt(close.error, '/reasons')}
        maxLength={20_000}
        autoFocus
      />
      <TextField
        label={t('decision.legal_ground')}
        value={ground}
        onChange={setGround}
        error={errorAt(close.error, '/legal_ground')}
        maxLength={2_000}
      />
      {question.needsScreening && (
        <TextField
          label={t('decision.exclusion_screening')}
          help={t('close.screeningHelp')}
          lines={4}
          value={screening}
          onChange={setScreening}
          error={errorAt(close.error, '/exclusion_screening')}
          maxLength={20_000}
        />
      )}
    </Dialog>
  );
}

/** An act that needs a ground in words: the item is adjourned, or a seat leaves the room for it. */
function Grounded({ item, seat, onClose }: ActProps & { seat?: Attending }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const [ground, setGround] = useState('');
  const adjourn = useCommand('adjourn_item', { ...manner, onDone: onClose });
  const recuse = useCommand('recuse_seat', { ...manner, onDone: onClose });
  const act = seat ? 'recuse' : 'adjourn';
  const { error, isPending } = seat ? recuse : adjourn;
  const path = { id: item.id };
  const give = () =>
    seat
      ? recuse.mutate({ path, body: { seat: seat.seat, ground: ground.trim() } })
      : adjourn.mutate({ path, body: { ground: ground.trim() } });
  return (
    <Dialog
      title={t(`${act}.title`)}
      isOpen
      keep
      onClose={onClose}
      foot={
        <Button kind="primary" isPending={isPending} isDisabled={!ground.trim()} onPress={give}>
          {t(`${act}.do`)}
        </Button>
      }
    >
      <ProblemPanel error={error} />
      {seat && <p className={style.strong}>{title(seat.institution)}</p>}
      <p>{t(`${act}.explain`)}</p>
      <TextField
        label={seat ? t('recuse.ground') : t('decision.ground')}
        lines={3}
        value={ground}
        onChange={setGround}
        error={errorAt(error, '/ground')}
        maxLength={2_000}
        autoFocus
      />
    </Dialog>
  );
}

export function Chairing({ item, sitting, question }: { item: Item; sitting: Sitting; question: Question }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const seats = useSeats(sitting.body);
  const needed = useQuorum(useBody(sitting.body)?.parameters, seats.length);
  const cast = useBallots(item.id, sitting.state === 'open')?.cast ?? 0;
  const [act, setAct] = useState<Act>();
  const voters = votersOn(sitting.attendance, item.recusals);
  const open = sitting.state === 'open';
  const done = () => setAct(undefined);
  return (
    <>
      <Sheet title={t('chairing.title')}>
        {needed !== undefined && <Quorum present={voters.length} needed={needed} seats={seats.length} />}
        <p role="status" className={style.strong}>
          {t('chairing.cast', { cast: count(cast), voters: count(voters.length) })}
        </p>
        <p className={style.soft}>{open ? t('chairing.secret') : t('chairing.notOpen')}</p>
        <div className={style.acts}>
          <Button kind="primary" isDisabled={!open || cast === 0} onPress={() => setAct({ kind: 'close' })}>
            {t('close.title')}
          </Button>
          <Button onPress={() => setAct({ kind: 'adjourn' })}>{t('adjourn.title')}</Button>
        </div>
      </Sheet>
      <Sheet title={t('chairing.room')}>
        <ul className={style.lines}>
          {inTheRoom(sitting.attendance).map((it) => {
            const recusal = item.recusals.find((one) => one.seat === it.seat);
            return (
              <li key={it.seat}>
                <div className={style.main}>
                  <p className={style.strong}>{title(it.institution)}</p>
                  <p className={style.soft}>
                    <bdi>{it.full_name}</bdi>, {t(`capacity.${it.capacity}`)}
                  </p>
                </div>
                {recusal ? (
                  <Chip tone="wait" mark={DoorOpen}>
                    {t('recuse.out')}
                  </Chip>
                ) : (
                  <Button
                    size="s"
                    kind="quiet"
                    icon={<DoorOpen />}
                    aria-label={`${t('recuse.short')}: ${title(it.institution)}`}
                    onPress={() => setAct({ kind: 'recuse', seat: it })}
                  >
                    {t('recuse.short')}
                  </Button>
                )}
                {recusal && <p className={style.dissent}>{recusal.ground}</p>}
              </li>
            );
          })}
          {inTheRoom(sitting.attendance).length === 0 && <li className={style.soft}>{t('chairing.nobody')}</li>}
        </ul>
      </Sheet>
      {act?.kind === 'close' && (
        <Close item={item} question={question} cast={cast} voters={voters.length} onClose={done} />
      )}
      {act && act.kind !== 'close' && (
        <Grounded item={item} seat={act.kind === 'recuse' ? act.seat : undefined} onClose={done} />
      )}
    </>
  );
}
