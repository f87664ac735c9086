/** One sitting: who is there, whether they are enough, what is heard, and its end. */
import { FileText, Gavel } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { Problem } from '../../api/problem';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, momentInWords } from '../../locale/dates';
import { Attendance } from './Attendance';
import { useHats, useQuestions, useQuorum, useSeats, useSitting, useTitle } from './body';
import style from './Commission.module.css';
import { DocketDialog } from './DocketDialog';
import { MinutesDialog } from './MinutesDialog';
import { ItemMark, Quorum, SittingMark } from './marks';
import { inTheRoom, type Sitting as Shown, seatOf, undecided } from './room';
import { sittingRoute } from './routes';
import { useBody } from './useBody';

export function Docket({ sitting, big }: { sitting: Shown; big?: boolean }) {
  const { t } = useTranslation('commission');
  const questions = useQuestions();
  if (sitting.docket.length === 0) return <Empty icon={FileText} title={t('docket.empty')} />;
  return (
    <ol className={big ? `${style.docket} ${style.big}` : style.docket}>
      {sitting.docket.map((it) => (
        <li key={it.id}>
          <a href={`/commission/items/${it.id}`} className={style.entry}>
            <span className={style.place}>{count(it.position)}</span>
            <span className={style.main}>
              <span className={`number ${style.strong}`}>{it.case_number}</span>
              <br />
              <span className={style.soft}>{questions(it.question).title}</span>
            </span>
            <span className={style.entryMarks}>
              {it.urgent && <Chip tone="warn">{t('urgent')}</Chip>}
              <ItemMark state={it.state} outcome={it.outcome} />
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

/** What the secretary does next with the sitting, or why it cannot be done yet. */
function NextAct({ sitting, quorate, onMinutes }: { sitting: Shown; quorate: boolean; onMinutes: () => void }) {
  const { t } = useTranslation('commission');
  const touches = ['list_sittings', 'get_sitting'];
  const open = useCommand('open_sitting', { label: 'unsent.did.change', touches, keep: false });
  const close = useCommand('close_sitting', { label: 'unsent.did.change', touches, keep: false });
  const left = undecided(sitting.docket).length;
  const path = { path: { id: sitting.id } };
  return (
    <>
      <ProblemPanel error={open.error ?? close.error} />
      <div className={style.acts}>
        {sitting.state === 'called' && (
          <>
            <Button kind="primary" isDisabled={!quorate} isPending={open.isPending} onPress={() => open.mutate(path)}>
              {t('sitting.openIt')}
            </Button>
            {!quorate && <span className={style.soft}>{t('sitting.openNeeds')}</span>}
          </>
        )}
        {sitting.state === 'open' && (
          <>
            <Button kind="primary" isDisabled={left > 0} isPending={close.isPending} onPress={() => close.mutate(path)}>
              {t('sitting.closeIt')}
            </Button>
            {left > 0 && (
              <span className={style.soft}>{t('sitting.closeNeeds', { count: left, shown: count(left) })}</span>
            )}
          </>
        )}
        {sitting.state === 'closed' && (
          <Button kind="primary" onPress={onMinutes}>
            {t('minutes.write')}
          </Button>
        )}
      </div>
    </>
  );
}

const STATES = ['called', 'open', 'closed', 'minuted'] as const;

function Path({ state }: { state: string }) {
  const { t } = useTranslation('commission');
  return (
    <ol className={style.path} aria-label={t('sitting.path')}>
      {STATES.map((it) => (
        <li key={it} aria-current={it === state ? 'step' : undefined}>
          {it === state ? <SittingMark state={it} /> : t(`sitting.${it}`)}
        </li>
      ))}
    </ol>
  );
}

function ForSecretary({ sitting }: { sitting: Shown }) {
  const { t } = useTranslation('commission');
  const seats = useSeats(sitting.body);
  const needed = useQuorum(useBody(sitting.body)?.parameters, seats.length);
  const present = inTheRoom(sitting.attendance).length;
  const [act, setAct] = useState<'add' | 'minutes'>();
  return (
    <>
      <Sheet>
        <Path state={sitting.state} />
        {needed !== undefined && ['called', 'open'].includes(sitting.state) && (
          <Quorum present={present} needed={needed} seats={seats.length} />
        )}
        <NextAct
          sitting={sitting}
          quorate={needed !== undefined && present >= needed}
          onMinutes={() => setAct('minutes')}
        />
      </Sheet>
      <div className={style.columns}>
        <div className={style.stack}>
          <Sheet
            title={t('docket.title')}
            flush
            aside={
              sitting.state === 'called' && (
                <Button size="s" onPress={() => setAct('add')}>
                  {t('docket.add')}
                </Button>
              )
            }
          >
            <Docket sitting={sitting} />
          </Sheet>
          <Minutes sitting={sitting} />
        </div>
        <div className={`${style.stack} ${style.aside}`}>
          <Attendance sitting={sitting} seats={seats} />
        </div>
      </div>
      {act === 'add' && <DocketDialog sitting={sitting} onClose={() => setAct(undefined)} />}
      {act === 'minutes' && <MinutesDialog sitting={sitting} onClose={() => setAct(undefined)} />}
    </>
  );
}

function Minutes({ sitting }: { sitting: Shown }) {
  const { t } = useTranslation('commission');
  if (!sitting.minutes) return null;
  return (
    <Sheet title={t('minutes.title')}>
      <p className={style.minutes}>{sitting.minutes}</p>
    </Sheet>
  );
}

function ForMember({ sitting, membership }: { sitting: Shown; membership: string | undefined }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const seat = seatOf(sitting.attendance, membership);
  return (
    <>
      <Sheet>
        <div className={style.acts}>
          <SittingMark state={sitting.state} />
          {seat ? (
            <span>{t('mine.seat', { seat: title(seat.institution), as: t(`capacity.${seat.capacity}`) })}</span>
          ) : (
            ['called', 'open'].includes(sitting.state) && <span className={style.soft}>{t('mine.notArrived')}</span>
          )}
        </div>
      </Sheet>
      <Sheet title={t('docket.title')} flush>
        <Docket sitting={sitting} big />
      </Sheet>
      <Minutes sitting={sitting} />
    </>
  );
}

export default function Sitting() {
  const { t } = useTranslation('commission');
  const { id } = sittingRoute.useParams();
  const title = useTitle();
  const { me, convenes } = useHats();
  const found = useSitting(id);
  const sitting = found.data;
  if (!sitting) {
    const hidden = found.error instanceof Problem && found.error.status === 404;
    return (
      <Page title={t('sitting.title')}>
        {found.isPending && <Skeleton lines={8} />}
        {hidden ? (
          <Empty icon={Gavel} title={t('sitting.nowhere')} />
        ) : (
          <ProblemPanel error={found.error} focus={false} />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={t('sitting.title')}
      heading={momentInWords(sitting.called_for)}
      above={
        <>
          <a href="/commission">{title(sitting.body_title)}</a>
          {sitting.place && ` · ${sitting.place}`}
        </>
      }
      wide
    >
      {convenes ? <ForSecretary sitting={sitting} /> : <ForMember sitting={sitting} membership={me?.membership} />}
    </Page>
  );
}
