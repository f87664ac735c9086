/** How a sitting, an item, a vote and a quorum are shown: always a mark and words. */
import { CircleCheck, CirclePause, CircleX, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../design/Chip';
import { count } from '../../locale/dates';
import style from './Commission.module.css';
import type { ItemState, Outcome, SittingState, Tally, Vote } from './room';

const SITTING: Record<SittingState, Tone> = { called: 'warn', open: 'accent', closed: 'wait', minuted: 'calm' };

export function SittingMark({ state }: { state: string }) {
  const { t } = useTranslation('commission');
  const known = state as SittingState;
  return <Chip tone={SITTING[known]}>{t(`sitting.${known}`)}</Chip>;
}

const OUTCOME = {
  positive: { tone: 'good', mark: CircleCheck },
  negative: { tone: 'bad', mark: CircleX },
  adjourned: { tone: 'wait', mark: CirclePause },
} as const;

export function ItemMark({ state, outcome }: { state: ItemState; outcome?: Outcome | null }) {
  const { t } = useTranslation('commission');
  if (outcome) {
    const { tone, mark } = OUTCOME[outcome];
    return (
      <Chip tone={tone} mark={mark}>
        {t(`outcome.${outcome}`)}
      </Chip>
    );
  }
  return <Chip tone={state === 'listed' ? 'accent' : 'calm'}>{t(`item.${state}`)}</Chip>;
}

const VOTE = {
  yes: { tone: 'good', mark: CircleCheck },
  no: { tone: 'bad', mark: CircleX },
  abstain: { tone: 'calm', mark: Minus },
} as const;

export function VoteMark({ vote }: { vote: string }) {
  const { t } = useTranslation('commission');
  const known = vote as Vote;
  return (
    <Chip tone={VOTE[known].tone} mark={VOTE[known].mark}>
      {t(`vote.${known}`)}
    </Chip>
  );
}

/** Whether enough seats are there, in words; one pip a seat, with a line where the quorum is reached. */
export function Quorum({ present, needed, seats }: { present: number; needed: number; seats: number }) {
  const { t } = useTranslation('commission');
  const enough = present >= needed;
  const missing = Math.max(needed - present, 0);
  return (
    <div className={style.quorum}>
      <div className={style.pips} aria-hidden="true">
        {Array.from({ length: seats }, (_, it) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: pips are alike
            key={it}
            data-on={it < present || undefined}
            data-last={it === needed - 1 || undefined}
          />
        ))}
      </div>
      <Chip tone={enough ? 'good' : 'bad'}>
        {enough ? t('quorum.there') : t('quorum.missing', { count: missing, shown: count(missing) })}
      </Chip>
      <span className={style.soft}>
        {t('quorum.of', { present: count(present), seats: count(seats), needed: count(needed) })}
      </span>
    </div>
  );
}

/** The count of a closed item. */
export function Count({ tally }: { tally: Tally }) {
  const { t } = useTranslation('commission');
  return (
    <dl className={style.count}>
      {(['yes', 'no', 'abstain'] as const).map((it) => (
        <div key={it}>
          <dt>
            <VoteMark vote={it} />
          </dt>
          <dd>{count(tally[it])}</dd>
        </div>
      ))}
      {tally.recused > 0 && (
        <div>
          <dt>{t('recused')}</dt>
          <dd>{count(tally.recused)}</dd>
        </div>
      )}
    </dl>
  );
}
