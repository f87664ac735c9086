/** Who the case is about, which papers it has, what warns, whose it is. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { dateInWords, momentInWords } from '../../locale/dates';
import type { Definition } from '../../programme/definition';
import style from './Aside.module.css';
import { Version } from './Version';
import type { CaseView } from './view';

export function People({ it, definition }: { it: CaseView; definition: Definition }) {
  const { t } = useTranslation(['case', 'common']);
  return (
    <Sheet title={t('people.title')}>
      <ul className={style.list}>
        {it.subjects.map((one) => (
          <li key={one.person} className={style.item}>
            <p className={style.main}>
              {one.name ? <a href={`/people/${one.person}`}>{one.name}</a> : t('people.hidden')}
            </p>
            <p className={style.soft}>{definition.words.subject_roles[one.role] ?? one.role}</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

export function Papers({ it }: { it: CaseView }) {
  const { t } = useTranslation(['case', 'common']);
  if (it.papers.length === 0) return null;
  return (
    <Sheet title={t('papers.title')}>
      <ul className={style.list}>
        {it.papers.map((one) => (
          <li key={one.id} className={style.item}>
            <p className={style.main}>{one.title}</p>
            <p className={style.soft}>
              <span className="number">{one.number}</span> · {dateInWords(one.issued_on)}
            </p>
            {one.revoked_on ? (
              <Chip tone="bad">{t('papers.revoked', { day: dateInWords(one.revoked_on) })}</Chip>
            ) : (
              one.valid_until && (
                <p className={style.soft}>{t('papers.until', { day: dateInWords(one.valid_until) })}</p>
              )
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

export function Alerts({ it }: { it: CaseView }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const alerts = useQuery({ ...query('list_alerts', { path: { id: it.id } }), enabled: can(me, 'alert', 'read') });
  const see = useCommand('see_alert', { label: 'unsent.did.change', touches: ['get_work'] });
  const open = alerts.data?.data.filter((one) => !one.seen_at) ?? [];
  if (open.length === 0) return null;
  return (
    <Sheet title={t('alerts.title')}>
      <ProblemPanel error={see.error} />
      <ul className={style.list}>
        {open.map((one) => (
          <li key={one.id} className={style.item}>
            <p className={style.main}>{one.title}</p>
            <p className={style.soft}>{momentInWords(one.raised_at)}</p>
            {can(me, 'alert', 'transition') && (
              <Button size="s" onPress={() => see.mutate({ path: { id: it.id, alert: one.id } })}>
                {t('alerts.seen')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function HandOver({ it, onClose }: { it: CaseView; onClose: () => void }) {
  const { t } = useTranslation(['case', 'common']);
  const people = useQuery(query('list_users', { query: { active: true, limit: 200 } }));
  const [owner, setOwner] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const give = useCommand('assign_case', {
    label: 'unsent.did.assignment',
    touches: ['get_work', 'list_cases'],
    onDone: () => {
      say(t('assignment.done'));
      onClose();
    },
  });
  const choices = (people.data?.data ?? [])
    .filter((one) => one.membership !== it.owner)
    .map((one) => ({ value: one.membership, label: one.full_name }));
  return (
    <Dialog
      title={t('assignment.give')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button
            kind="primary"
            isDisabled={!owner}
            isPending={give.isPending}
            onPress={() =>
              owner &&
              give.mutate({
                path: { id: it.id },
                version: it.version,
                body: { owner, reason: reason.trim() || undefined },
              })
            }
          >
            {t('assignment.give')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={give.error ?? people.error} />
      <Select label={t('assignment.to')} choices={choices} value={owner} onChange={setOwner} />
      <TextField label={t('assignment.why')} required={false} lines={2} value={reason} onChange={setReason} />
    </Dialog>
  );
}

export function Facts({ it }: { it: CaseView }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const [asked, setAsked] = useState(false);
  return (
    <Sheet title={t('facts.title')}>
      <dl className={style.facts}>
        <div>
          <dt>{t('facts.owner')}</dt>
          <dd>{it.owner === me?.membership ? t('facts.me') : (it.owner_name ?? '—')}</dd>
        </div>
        <div>
          <dt>{t('facts.opened')}</dt>
          <dd>{dateInWords(it.opened_on)}</dd>
        </div>
        {it.closed_on && (
          <div>
            <dt>{t('facts.closed')}</dt>
            <dd>{dateInWords(it.closed_on)}</dd>
          </div>
        )}
        {(it.retention === 'restricted' || it.retention === 'archive') && (
          <div>
            <dt>{t('facts.kept')}</dt>
            <dd>{t(`kept.${it.retention}`, { day: dateInWords(it.retention_since ?? it.opened_on) })}</dd>
          </div>
        )}
        <Version it={it} />
        {it.parent && (
          <div>
            <dt>{t('facts.parent')}</dt>
            <dd>
              <a href={`/cases/${it.parent}`}>{t('facts.toParent')}</a>
            </dd>
          </div>
        )}
      </dl>
      {can(me, 'assignment', 'update') && (
        <div>
          <Button size="s" onPress={() => setAsked(true)}>
            {t('assignment.give')}
          </Button>
        </div>
      )}
      {asked && <HandOver it={it} onClose={() => setAsked(false)} />}
    </Sheet>
  );
}
