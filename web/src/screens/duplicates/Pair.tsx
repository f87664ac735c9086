/** One person or two? The files side by side, what anybody said so far, and what one may say or do. Nobody merges alone. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { UserX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { Because } from '../find/Who';
import { EntryDialog } from '../people/EntryDialog';
import { type Choice, told, turned } from './compare';
import style from './Duplicates.module.css';
import { type Pair as PairLine, Standing } from './Queue';
import { pairRoute } from './routes';
import { type Person, SideBySide } from './SideBySide';

const TOUCHED = ['list_duplicates', 'search_people'];

function NotTheSame({ pair, onClose, onDone }: { pair: PairLine; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('duplicates');
  const [reason, setReason] = useState('');
  const decide = useCommand('decide_duplicate', {
    label: 'unsent.did.change',
    touches: TOUCHED,
    keep: false,
    onDone,
  });
  return (
    <EntryDialog
      title={t('notSame')}
      does={t('notSame')}
      error={decide.error}
      pending={decide.isPending}
      whole={reason.trim() !== ''}
      onSave={() => decide.mutate({ path: { id: pair.id }, body: { decision: 'not_the_same', reason: reason.trim() } })}
      onClose={onClose}
    >
      <p>{t('notSameExplain')}</p>
      <TextField
        label={t('reason')}
        lines={3}
        value={reason}
        onChange={setReason}
        error={errorAt(decide.error, '/reason')}
        maxLength={500}
      />
    </EntryDialog>
  );
}

/** What was found of the pair is said here; afterwards one is back at the queue. */
function Saying({ pair }: { pair: PairLine }) {
  const { t } = useTranslation('duplicates');
  const me = useMe();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const back = (words: string) => {
    say(words);
    void navigate({ to: '/duplicates' });
  };
  const [given, setGiven] = useState<'same' | 'later'>();
  const decide = useCommand('decide_duplicate', {
    label: 'unsent.did.change',
    touches: TOUCHED,
    keep: false,
    onDone: () => back(t(given === 'same' ? 'saidSame' : 'saidLater')),
  });
  const give = (decision: 'same' | 'later') => {
    setGiven(decision);
    decide.mutate({ path: { id: pair.id }, body: { decision } });
  };
  const said = pair.state === 'same';
  return (
    <>
      <ProblemPanel error={decide.error} />
      {said && pair.decided_by === me?.membership && <p>{t('mine')}</p>}
      <div className={style.acts}>
        {!said && (
          <Button kind="primary" isPending={decide.isPending && given === 'same'} onPress={() => give('same')}>
            {t('same')}
          </Button>
        )}
        <Button onPress={() => setAsking(true)}>{t('notSame')}</Button>
        {pair.state !== 'later' && (
          <Button kind="quiet" isPending={decide.isPending && given === 'later'} onPress={() => give('later')}>
            {t('later')}
          </Button>
        )}
      </div>
      {!said && <p className={style.soft}>{t('sameExplain')}</p>}
      {asking && <NotTheSame pair={pair} onClose={() => setAsking(false)} onDone={() => back(t('saidNotSame'))} />}
    </>
  );
}

/** The second person: chooses which file goes on and whose values, and merges. */
function MergeDesk({ people }: { people: readonly [Person, Person] }) {
  const { t } = useTranslation('duplicates');
  const navigate = useNavigate();
  const [first, second] = people;
  // The older file is the one that others know.
  const [survivor, setSurvivor] = useState(first.created_at <= second.created_at ? first.id : second.id);
  const [choice, setChoice] = useState<Choice>({});
  const [into, from] = survivor === first.id ? [first, second] : [second, first];
  const merge = useCommand('merge_person', {
    label: 'unsent.did.change',
    touches: [...TOUCHED, first.id, second.id],
    keep: false,
    onDone: (outcome) => {
      if (outcome.kept) return;
      say(t('merged'));
      void navigate({ to: '/merges/$id', params: { id: outcome.answer.id }, replace: true });
    },
  });
  return (
    <>
      <SideBySide
        people={people}
        merging={{
          survivor,
          choice,
          onSurvivor: (person) => {
            if (person === survivor) return;
            setSurvivor(person);
            setChoice(turned);
          },
          onChoose: (field, side) => setChoice((before) => ({ ...before, [field]: side })),
        }}
      />
      <ProblemPanel error={merge.error} />
      <div className={style.acts}>
        <Button
          kind="primary"
          isPending={merge.isPending}
          onPress={() =>
            merge.mutate({
              path: { id: from.id },
              body: { survivor: into.id, choose: told(into, from, choice) as never },
            })
          }
        >
          {t('merge')}
        </Button>
        <span className={style.soft}>{t('mergeExplain')}</span>
      </div>
    </>
  );
}

export default function Pair() {
  const { t } = useTranslation('duplicates');
  const { one, other } = pairRoute.useParams();
  const me = useMe();
  const files = useQueries({ queries: [one, other].map((id) => query('get_person', { path: { id } })) });
  const pairs = useQuery(query('list_duplicates', { query: { person: one, limit: 200 } }));
  const pair = pairs.data?.data.find((it) => [it.one.person, it.other.person].includes(other));
  const [first, second] = [files[0]?.data, files[1]?.data];
  const mayMerge = pair?.state === 'same' && pair.decided_by !== me?.membership && can(me, 'duplicate', 'approve');
  const hidden = files.find((it) => it.error)?.error;
  if (!first || !second) {
    return (
      <Page title={t('title')} heading={t('pairTitle')}>
        {hidden ? <Empty icon={UserX} title={t('hidden')} /> : <Skeleton lines={8} />}
      </Page>
    );
  }
  return (
    <Page title={t('title')} heading={t('pairTitle')} above={<a href="/duplicates">{t('title')}</a>}>
      {pair && (
        <div className={style.because}>
          <Because score={pair.score} why={pair.why} />
          <Standing pair={pair} />
          {pair.reason && <span className={style.soft}>{pair.reason}</span>}
        </div>
      )}
      <Sheet title={mayMerge ? t('mergeTitle') : undefined}>
        {mayMerge ? <MergeDesk people={[first, second]} /> : <SideBySide people={[first, second]} />}
      </Sheet>
      {pairs.data && !pair && <p>{t('decided')}</p>}
      {pair && can(me, 'duplicate', 'update') && (
        <Sheet title={mayMerge ? t('orElse') : t('whatIsIt')}>
          <Saying pair={pair} />
        </Sheet>
      )}
    </Page>
  );
}
