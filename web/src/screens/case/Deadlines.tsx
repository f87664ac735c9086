/** The clocks of a case, the next first, with the days that are left; a supervisor lets one stand still or waives it, on a ground. */
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { Select } from '../../design/Field';
import { Menu } from '../../design/Menu';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, dateInWords, digits, localParts } from '../../locale/dates';
import { useChoices, useWords } from '../../programme/codes';
import type { Definition } from '../../programme/definition';
import style from './Aside.module.css';
import type { CaseView } from './view';

type Deadline = CaseView['deadlines'][number];
/** From here on a clock is near, in days. */
const NEAR = 3;
/** From here on it is told in years, in days. */
const FAR = 730;
const YEAR = 365.25;

function Left({ it }: { it: Deadline }) {
  const { t } = useTranslation(['case', 'common']);
  const left = it.days_left;
  if (it.paused_since) return <Chip tone="wait">{t('deadline.paused')}</Chip>;
  if (it.state === 'missed') return <Chip tone="bad">{t('deadline.missed')}</Chip>;
  if (left === null || left === undefined)
    return (
      <Chip tone="good">
        {t(it.state === 'waived' ? 'deadline.waived' : it.state === 'met' ? 'deadline.met' : 'deadline.ended')}
      </Chip>
    );
  const tone: Tone = left < 0 ? 'bad' : left <= NEAR ? 'warn' : 'calm';
  const words =
    left < 0
      ? t('deadline.late', { count: -left, shown: count(-left) })
      : left === 0
        ? t('deadline.today')
        : left >= FAR
          ? t('deadline.years', { count: Math.floor(left / YEAR), shown: count(Math.floor(left / YEAR)) })
          : t('deadline.left', { count: left, shown: count(left) });
  return <Chip tone={tone}>{words}</Chip>;
}

function OnGround({ id, it, how, onClose }: { id: string; it: Deadline; how: 'pause' | 'waive'; onClose: () => void }) {
  const { t } = useTranslation(['case', 'common']);
  const [ground, setGround] = useState<string | null>(null);
  const choices = useChoices(how === 'pause' ? 'suspension-ground' : 'waiver-ground');
  const manner = { label: 'unsent.did.deadline', touches: ['get_work'], onDone: onClose };
  const pause = useCommand('pause_deadline', manner);
  const waive = useCommand('waive_deadline', manner);
  const give = how === 'pause' ? pause : waive;
  const submit = () => ground && give.mutate({ path: { id, deadline: it.id }, version: it.version, body: { ground } });
  return (
    <Dialog
      title={t(`deadline.${how}`)}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button kind="primary" isDisabled={!ground} isPending={give.isPending} onPress={() => void submit()}>
            {t(`deadline.${how}`)}
          </Button>
        </>
      }
    >
      <p>{it.title}</p>
      <ProblemPanel error={give.error} />
      <Select label={t('deadline.ground')} choices={choices} value={ground} onChange={setGround} />
    </Dialog>
  );
}

export function Deadlines({ it, definition }: { it: CaseView; definition: Definition }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const [asked, setAsked] = useState<{ deadline: Deadline; how: 'pause' | 'waive' }>();
  const [past, setPast] = useState(false);
  const grounds = useWords('suspension-ground');
  const resume = useCommand('resume_deadline', { label: 'unsent.did.deadline', touches: ['get_work'] });
  // One that was missed and has begun anew since is over.
  const begunAnew = (one: Deadline) =>
    it.deadlines.some((other) => other.deadline === one.deadline && other.state === 'open');
  const open = it.deadlines
    .filter((one) => one.state === 'open' || (one.state === 'missed' && !begunAnew(one)))
    .sort((a, b) => a.due_on.localeCompare(b.due_on));
  const ended = it.deadlines.filter((one) => !open.includes(one));
  const roles = me?.roles.map((role) => role.role) ?? [];
  const acts = (one: Deadline) => {
    if (one.state !== 'open' || !can(me, 'deadline', 'update')) return [];
    const rule = definition.deadlines[one.deadline];
    const item = (id: string, text: string, run: () => void) => ({ id, text, label: text, run });
    return [
      ...(one.paused_since
        ? [
            item('resume', t('deadline.resume'), () =>
              resume.mutate({ path: { id: it.id, deadline: one.id }, version: one.version }),
            ),
          ]
        : rule?.pauses.length
          ? [item('pause', t('deadline.pause'), () => setAsked({ deadline: one, how: 'pause' }))]
          : []),
      ...(rule?.waivable_by.some((role) => roles.includes(role))
        ? [item('waive', t('deadline.waive'), () => setAsked({ deadline: one, how: 'waive' }))]
        : []),
    ];
  };
  if (it.deadlines.length === 0) return null;
  return (
    <Sheet title={t('deadline.title')}>
      <ProblemPanel error={resume.error} />
      <ul className={style.list}>
        {(past ? [...open, ...ended] : open).map((one) => {
          const items = acts(one);
          return (
            <li key={one.id} className={style.item}>
              <div className={style.row}>
                <Left it={one} />
                {items.length > 0 && (
                  <Menu label={t('deadline.acts', { title: one.title })} groups={[{ id: 'acts', items }]}>
                    <Button
                      kind="quiet"
                      size="s"
                      icon={<CalendarClock />}
                      aria-label={t('deadline.acts', { title: one.title })}
                    />
                  </Menu>
                )}
              </div>
              <p className={style.main}>{one.title}</p>
              <p className={style.soft}>
                {dateInWords(one.due_on)}
                {one.due_at && `, ${digits(localParts(one.due_at).time)}`}
                {one.paused_since && one.pause_ground && ` · ${grounds(one.pause_ground)}`}
              </p>
            </li>
          );
        })}
        {open.length === 0 && !past && <li className={style.soft}>{t('deadline.none')}</li>}
      </ul>
      {ended.length > 0 && (
        <div>
          <Button kind="quiet" size="s" onPress={() => setPast(!past)}>
            {past
              ? t('deadline.hideEnded')
              : t('deadline.showEnded', { count: ended.length, shown: count(ended.length) })}
          </Button>
        </div>
      )}
      {asked && <OnGround id={it.id} it={asked.deadline} how={asked.how} onClose={() => setAsked(undefined)} />}
    </Sheet>
  );
}
