/** The need-to-know list of a trafficking case: who is on it, since when and why; putting somebody on it, ending somebody's access. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { momentInWords } from '../../locale/dates';
import { ColleagueBox } from '../lists/ColleagueBox';
import { AskWhy, Wrote } from './parts';
import style from './Registers.module.css';

const MANNER = { label: 'unsent.did.change', touches: ['list_access'], keep: false };

function Give({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('registers');
  const [who, setWho] = useState<string | null>(null);
  const give = useCommand('give_access', {
    ...MANNER,
    onDone: () => {
      say(t('access.given'));
      onClose();
    },
  });
  return (
    <AskWhy
      title={t('access.give')}
      does={t('access.give')}
      label={t('access.why')}
      shortest={1}
      pointer="/why"
      whole={who !== null}
      error={give.error}
      pending={give.isPending}
      onGive={(why) => give.mutate({ path: { id }, body: { membership: who ?? '', why } })}
      onClose={onClose}
    >
      <ColleagueBox label={t('access.who')} value={who} onChange={setWho} />
    </AskWhy>
  );
}

export default function AccessList({ id, owner }: { id: string; owner: string }) {
  const { t } = useTranslation('registers');
  const [giving, setGiving] = useState(false);
  const [past, setPast] = useState(false);
  const found = useQuery(query('list_access', { path: { id } }));
  const end = useCommand('end_access', { ...MANNER, onDone: () => say(t('access.ended')) });
  const lines = found.data?.data ?? [];
  const ended = (it: (typeof lines)[number]) => Boolean(it.until_at && Date.parse(it.until_at) <= Date.now());
  const shown = past ? lines : lines.filter((it) => !ended(it));
  return (
    <Sheet title={t('access.title')}>
      <ProblemPanel error={found.error ?? end.error} focus={false} />
      {found.isPending && <Skeleton lines={2} />}
      <ul className={style.holds}>
        {shown.map((it) => (
          <li key={`${it.membership} ${it.from_at}`}>
            <bdi className={style.stepTitle}>{it.name ?? '—'}</bdi>
            <Wrote>{it.why}</Wrote>
            <p className={style.soft}>
              {t('access.since', { at: momentInWords(it.from_at) })}
              {it.until_at && ` ${t('access.until', { at: momentInWords(it.until_at) })}`}
            </p>
            {!ended(it) && it.membership !== owner && (
              <Button
                size="s"
                aria-label={`${t('access.end')}: ${it.name ?? ''}`}
                onPress={() => end.mutate({ path: { id, membership: it.membership } })}
              >
                {t('access.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className={style.row}>
        <Button size="s" onPress={() => setGiving(true)}>
          {t('access.give')}
        </Button>
        {!past && lines.some(ended) && (
          <Button size="s" kind="quiet" onPress={() => setPast(true)}>
            {t('access.past')}
          </Button>
        )}
      </div>
      {giving && <Give id={id} onClose={() => setGiving(false)} />}
    </Sheet>
  );
}
