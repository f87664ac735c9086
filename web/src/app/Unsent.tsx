/** What is kept here and not sent yet: how much, what, why, and the choice to try again or to give it up. */
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendKept } from '../api/command';
import { forget, type Kept, useKept } from '../api/outbox';
import { Button } from '../design/Button';
import { Chip } from '../design/Chip';
import { Dialog } from '../design/Dialog';
import { count, localParts } from '../locale/dates';
import { useSession } from './me';
import style from './Unsent.module.css';

function Line({ it }: { it: Kept }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const { time } = localParts(new Date(it.at));
  return (
    <li className={style.line}>
      <div>
        <p className={style.what}>{t(it.label as 'unsent.did.change')}</p>
        <p className={style.when}>
          {t('unsent.since', { time })} · <a href={it.where}>{t('unsent.where')}</a>
        </p>
        {it.refused ? (
          <p className={style.refused}>
            {it.refused.title}. {it.refused.detail}
          </p>
        ) : (
          <p className={style.when}>{t('unsent.waits')}</p>
        )}
      </div>
      <div className={style.acts}>
        <Button size="s" onPress={() => void sendKept(it.id)}>
          {t('unsent.again')}
        </Button>
        <Button size="s" kind={sure ? 'danger' : 'quiet'} onPress={() => (sure ? void forget(it.id) : setSure(true))}>
          {t(sure ? 'unsent.dropSure' : 'unsent.drop')}
        </Button>
      </div>
    </li>
  );
}

export function Unsent() {
  const { t } = useTranslation();
  const session = useSession();
  const kept = useKept(session.state === 'in' ? session.member.membership : undefined);
  const [open, setOpen] = useState(false);
  const waiting = kept.length > 0;
  useEffect(() => {
    if (!waiting) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [waiting]);
  if (!waiting && !open) return null;
  return (
    <>
      <Button kind="quiet" size="s" icon={<CloudOff />} onPress={() => setOpen(true)}>
        {t('unsent.chip', { count: kept.length, shown: count(kept.length) })}
      </Button>
      <Dialog title={t('unsent.title')} isOpen={open} onClose={() => setOpen(false)} side>
        <p>{t('unsent.explain')}</p>
        {waiting ? (
          <ul className={style.lines}>
            {kept.map((it) => (
              <Line key={it.id} it={it} />
            ))}
          </ul>
        ) : (
          <Chip tone="good">{t('unsent.none')}</Chip>
        )}
      </Dialog>
    </>
  );
}
