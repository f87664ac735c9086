/** One item: what the body decides on, who votes, and what came of it. */
import { ChevronLeft, ChevronRight, FileX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, momentInWords } from '../../locale/dates';
import { Ballot } from './Ballot';
import { useBallots, useHats, useItem, useQuestions, useSitting, useTitle } from './body';
import { Chairing } from './Chairing';
import style from './Commission.module.css';
import { Count, ItemMark, VoteMark } from './marks';
import { Papers } from './Papers';
import { nextOf, type Item as Shown, type Sitting, type Words } from './room';
import { itemRoute } from './routes';

/** What became of it, with the count, the reasons, and each seat's ballot where one may see it. */
function Decision({ item }: { item: Shown }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const ballots = useBallots(item.id, false);
  const said = (['reasons', 'legal_ground', 'exclusion_screening'] as const).filter((it) => item[it]);
  return (
    <Sheet title={t('decision.title')} aside={<ItemMark state={item.state} outcome={item.outcome} />}>
      {item.decided_at && <p className={style.soft}>{momentInWords(item.decided_at)}</p>}
      {item.tally && <Count tally={item.tally} />}
      {said.length > 0 && (
        <dl className={style.said}>
          {said.map((it) => (
            <div key={it}>
              <dt>{t(item.outcome === 'adjourned' && it === 'reasons' ? 'decision.ground' : `decision.${it}`)}</dt>
              <dd>{item[it]}</dd>
            </div>
          ))}
        </dl>
      )}
      {(ballots?.data.length ?? 0) > 0 && (
        <>
          <h3>{t('ballots.title')}</h3>
          <ul className={style.lines}>
            {ballots?.data.map((it) => (
              <li key={it.seat}>
                <span className={style.main}>{title(it.institution as Words)}</span>
                <VoteMark vote={it.vote} />
                {it.dissent && (
                  <p className={style.dissent}>
                    <span className={style.soft}>{t('ballots.dissent')}</span>
                    <br />
                    {it.dissent}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Sheet>
  );
}

function WayOn({ sitting, id }: { sitting: Sitting; id: string }) {
  const { t } = useTranslation('commission');
  const next = nextOf(sitting.docket, id);
  return (
    <nav className={style.wayOn} aria-label={t('docket.title')}>
      <a href={`/commission/sittings/${sitting.id}`} className={style.acts}>
        <ChevronLeft aria-hidden="true" className="turned" />
        {t('docket.back')}
      </a>
      {next && (
        <a href={`/commission/items/${next.id}`} className={style.acts}>
          {t('docket.next', { place: count(next.position), number: next.case_number })}
          <ChevronRight aria-hidden="true" className="turned" />
        </a>
      )}
    </nav>
  );
}

export default function Item() {
  const { t } = useTranslation('commission');
  const { id } = itemRoute.useParams();
  const { convenes, votes, me } = useHats();
  const questions = useQuestions();
  const found = useItem(id);
  const item = found.data;
  const sitting = useSitting(item?.sitting).data;
  if (!item) {
    const hidden = found.error instanceof Problem && found.error.status === 404;
    return (
      <Page title={t('item.title')}>
        {found.isPending && <Skeleton lines={10} />}
        {hidden ? (
          <Empty icon={FileX} title={t('item.nowhere')}>
            {t('item.nowhereDetail')}
          </Empty>
        ) : (
          <ProblemPanel error={found.error} focus={false} />
        )}
      </Page>
    );
  }
  const question = questions(item.question);
  const over = item.state !== 'listed' && item.state !== 'waiting';
  return (
    <Page
      title={t('item.title')}
      heading={<span className="number">{item.case_number}</span>}
      above={question.title}
      actions={
        <>
          {item.urgent && <Chip tone="warn">{t('urgent')}</Chip>}
          <ItemMark state={item.state} outcome={item.outcome} />
        </>
      }
      wide={convenes}
    >
      {sitting && <WayOn sitting={sitting} id={id} />}
      {convenes ? (
        <div className={style.columns}>
          <Papers item={item} question={question} />
          <div className={`${style.stack} ${style.aside}`}>
            {over && <Decision item={item} />}
            {sitting && item.state === 'listed' && <Chairing item={item} sitting={sitting} question={question} />}
          </div>
        </div>
      ) : (
        <>
          {over && <Decision item={item} />}
          <Papers item={item} question={question} />
          {votes && sitting && item.state === 'listed' && (
            <Ballot key={id} item={item} sitting={sitting} question={question} membership={me?.membership} />
          )}
        </>
      )}
    </Page>
  );
}
