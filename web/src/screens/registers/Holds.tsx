/** The legal holds of a case: what keeps it, who placed it and why; placing and lifting. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { momentInWords } from '../../locale/dates';
import { AskWhy, Wrote } from './parts';
import style from './Registers.module.css';

const MANNER = { label: 'unsent.did.change', touches: ['list_holds', 'list_retention'], keep: false };

export function Holds({ id }: { id: string }) {
  const { t } = useTranslation('registers');
  const me = useMe();
  const found = useQuery(query('list_holds', { path: { id } }));
  const [asked, setAsked] = useState<'new' | { hold: string }>();
  const done = (words: string) => () => {
    say(words);
    setAsked(undefined);
  };
  const place = useCommand('place_hold', { ...MANNER, onDone: done(t('holds.placed')) });
  const lift = useCommand('lift_hold', { ...MANNER, onDone: done(t('holds.lifted')) });
  const ask = (what: 'new' | { hold: string }) => {
    place.reset();
    lift.reset();
    setAsked(what);
  };
  const holds = found.data?.data ?? [];
  return (
    <>
      <ProblemPanel error={found.error} focus={false} />
      {found.isPending && <Skeleton lines={2} />}
      {found.data && holds.length === 0 && <p className={style.soft}>{t('holds.none')}</p>}
      <ul className={style.holds}>
        {holds.map((it) => (
          <li key={it.id}>
            <Chip tone={it.lifted_at ? 'calm' : 'warn'}>{t(it.lifted_at ? 'holds.wasLifted' : 'holds.stands')}</Chip>
            <Wrote>{it.reason}</Wrote>
            <p className={style.soft}>
              {t('holds.by', { at: momentInWords(it.placed_at) })} <bdi>{it.placed_by_name}</bdi>
            </p>
            {it.lifted_at && (
              <p className={style.soft}>
                {t('holds.liftedBy', { at: momentInWords(it.lifted_at) })} <bdi>{it.lifted_by_name}</bdi>
                {' · '}
                <bdi>{it.lifted_because}</bdi>
              </p>
            )}
            {!it.lifted_at && can(me, 'legal_hold', 'update') && (
              <Button size="s" onPress={() => ask({ hold: it.id })}>
                {t('holds.lift')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {can(me, 'legal_hold', 'create') && (
        <div>
          <Button size="s" onPress={() => ask('new')}>
            {t('holds.place')}
          </Button>
        </div>
      )}
      {asked === 'new' && (
        <AskWhy
          title={t('holds.place')}
          does={t('holds.place')}
          explain={t('holds.explain')}
          label={t('holds.why')}
          error={place.error}
          pending={place.isPending}
          onGive={(reason) => place.mutate({ path: { id }, body: { reason } })}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked && asked !== 'new' && (
        <AskWhy
          title={t('holds.lift')}
          does={t('holds.lift')}
          explain={t('holds.liftExplain')}
          label={t('holds.whyLift')}
          error={lift.error}
          pending={lift.isPending}
          onGive={(reason) => lift.mutate({ path: { id, hold: asked.hold }, body: { reason } })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** The same as a sheet beside a case. */
export default function HoldsSheet({ id }: { id: string }) {
  const { t } = useTranslation('registers');
  return (
    <Sheet title={t('holds.title')}>
      <Holds id={id} />
    </Sheet>
  );
}
