/** A member's ballot: three large buttons that say what each means, a second question before it counts, and what one has voted. */
import { CircleCheck, CircleX, Minus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { momentInWords } from '../../locale/dates';
import { type Question, useBallots, useTitle } from './body';
import style from './Commission.module.css';
import { VoteMark } from './marks';
import { type Attending, type Item, type Sitting, seatOf, type Vote } from './room';

const MARKS = { yes: CircleCheck, no: CircleX, abstain: Minus } as const;

/** What a vote leads to, in words. */
function useMeaning(question: Question): (vote: Vote) => string {
  const { t } = useTranslation('commission');
  return (vote) => {
    if (vote === 'abstain') return t('ballot.abstainMeans');
    return (vote === 'yes' ? question.yes : question.no) ?? '';
  };
}

interface SureProps {
  item: Item;
  seat: Attending;
  vote: Vote;
  means: string;
  onClose: () => void;
}

function Sure({ item, seat, vote, means, onClose }: SureProps) {
  const { t } = useTranslation(['commission', 'common']);
  const title = useTitle();
  const [dissent, setDissent] = useState('');
  const cast = useCommand('cast_ballot', {
    label: 'unsent.did.change',
    touches: ['list_ballots'],
    // A ballot counts now or not at all: the sitting does not wait.
    keep: false,
    onDone: onClose,
  });
  return (
    <Dialog
      title={t('ballot.sure')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('ballot.back')}
          </Button>
          <Button
            kind="primary"
            isPending={cast.isPending}
            onPress={() =>
              cast.mutate({
                path: { id: item.id },
                body: { seat: seat.seat, vote, dissent: dissent.trim() || undefined },
              })
            }
          >
            {t(`ballot.cast.${vote}`)}
          </Button>
        </>
      }
    >
      <ProblemPanel error={cast.error} />
      <p>
        <VoteMark vote={vote} /> {means}
      </p>
      <p>
        <span className="number">{item.case_number}</span> · {title(seat.institution)}
      </p>
      <p className={style.soft}>{t('ballot.final')}</p>
      <TextField
        label={t('ballot.dissent')}
        help={t('ballot.dissentHelp')}
        required={false}
        lines={4}
        value={dissent}
        onChange={setDissent}
        maxLength={20_000}
      />
    </Dialog>
  );
}

interface Props {
  item: Item;
  sitting: Sitting;
  question: Question;
  membership: string | undefined;
}

export function Ballot({ item, sitting, question, membership }: Props) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const meaning = useMeaning(question);
  const [vote, setVote] = useState<Vote>();
  const ballots = useBallots(item.id, sitting.state === 'open');
  const seat = seatOf(sitting.attendance, membership);
  const mine = ballots?.data[0];
  const recused = item.recusals.some((it) => it.seat === seat?.seat);
  const words = mine
    ? undefined
    : sitting.state !== 'open'
      ? t('ballot.notOpen')
      : !seat
        ? t('mine.notArrived')
        : recused
          ? t('ballot.recused')
          : undefined;
  return (
    <section className={style.ballot} aria-label={t('ballot.title')}>
      {mine ? (
        <div className={style.acts}>
          <span>{t('ballot.mine')}</span>
          <VoteMark vote={mine.vote} />
          <span className={style.soft}>{momentInWords(mine.cast_at)}</span>
          {mine.dissent && <p className={style.dissent}>{mine.dissent}</p>}
        </div>
      ) : words || !seat ? (
        <p>
          <Chip tone="wait">{words}</Chip>
        </p>
      ) : (
        <>
          <p>
            {t('ballot.for')} <strong>{title(seat.institution)}</strong>
          </p>
          <div className={style.votes}>
            {(['yes', 'no', 'abstain'] as const).map((it) => {
              const Mark = MARKS[it];
              return (
                <button key={it} type="button" className={style.vote} data-vote={it} onClick={() => setVote(it)}>
                  <Mark aria-hidden="true" />
                  <strong>{t(`vote.${it}`)}</strong>
                  <span>{meaning(it)}</span>
                </button>
              );
            })}
          </div>
        </>
      )}
      {vote && seat && (
        <Sure item={item} seat={seat} vote={vote} means={meaning(vote)} onClose={() => setVote(undefined)} />
      )}
    </section>
  );
}
