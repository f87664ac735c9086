/** One who works here: roles, place, programmes, training, first and last day; a fresh invitation; letting go and taking back. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { Schemas } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { dateInWords } from '../../locale/dates';
import style from './Admin.module.css';
import { Member, type MemberFields } from './Member';
import { AdminPage, Handover, useCodes } from './parts';
import { standing, type User, useHouse, useRunning } from './people';

const TOUCHES = ['list_users', 'list_roles'];

function Facts({ user }: { user: User }) {
  const { t } = useTranslation('admin');
  const house = useHouse();
  const running = useRunning();
  const training = useCodes('training-flag');
  const chips = (titles: string[]) => (titles.length > 0 ? titles.map((it) => <Chip key={it}>{it}</Chip>) : t('none'));
  return (
    <dl className={style.facts}>
      <dt>{t('people.email')}</dt>
      <dd>
        <bdi>{user.email}</bdi>
      </dd>
      <dt>{t('people.roles')}</dt>
      <dd className={style.chips}>{chips(user.roles.map(house.roleTitle))}</dd>
      <dt>{t('people.where')}</dt>
      <dd>
        <bdi>{[house.officeName(user.office), house.teamName(user.team)].filter(Boolean).join(' · ') || t('none')}</bdi>
      </dd>
      <dt>{t('people.programmes')}</dt>
      <dd className={style.chips}>
        {user.programmes ? chips(user.programmes.map(running.title)) : t('people.allProgrammes')}
      </dd>
      <dt>{t('people.training')}</dt>
      <dd className={style.chips}>{chips(user.training.map(training.title))}</dd>
      <dt>{t('people.startsOn')}</dt>
      <dd>{dateInWords(user.starts_on)}</dd>
      <dt>{t('people.endsOn')}</dt>
      <dd>{user.ends_on ? dateInWords(user.ends_on) : t('none')}</dd>
    </dl>
  );
}

function Change({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [member, setMember] = useState<MemberFields>({
    roles: user.roles,
    office: user.office ?? null,
    team: user.team ?? null,
    programmes: user.programmes ?? null,
    training: user.training,
  });
  const [endsOn, setEndsOn] = useState(user.ends_on ?? null);
  const change = useCommand('update_user', {
    label: 'unsent.did.change',
    touches: TOUCHES,
    keep: false,
    onDone: () => {
      say(t('people.changed'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ path: { id: user.id }, version: user.version, body: { ...member, ends_on: endsOn } });
  };
  return (
    <Dialog title={t('people.membership')} isOpen onClose={onClose} side wide keep>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={change.error} />
        <Member value={member} onChange={setMember} error={change.error} />
        <DateField
          label={t('people.endsOn')}
          required={false}
          value={endsOn ? { date: endsOn, precision: 'day' } : null}
          onChange={(it) => setEndsOn(it?.date ?? null)}
          error={errorAt(change.error, '/ends_on')}
        />
        <div>
          <Button type="submit" kind="primary" isPending={change.isPending} isDisabled={member.roles.length === 0}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function LetGo({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [reason, setReason] = useState('');
  const letGo = useCommand('deactivate_user', {
    label: 'unsent.did.change',
    touches: TOUCHES,
    keep: false,
    onDone: () => {
      say(t('people.gone'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    letGo.mutate({ path: { id: user.id }, version: user.version, body: { reason: reason || undefined } });
  };
  return (
    <Dialog title={t('people.letGoTitle', { name: user.full_name })} isOpen onClose={onClose}>
      <form className={style.form} onSubmit={submit}>
        <p>{t('people.letGoExplain')}</p>
        <ProblemPanel error={letGo.error} />
        <TextField label={t('reason')} required={false} value={reason} onChange={setReason} lines={2} />
        <div className={style.row}>
          <Button type="submit" kind="danger" isPending={letGo.isPending}>
            {t('people.letGo')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

export default function Colleague() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const { id } = useParams({ from: '/admin/people/$id' });
  const { data: user, error } = useQuery(query('get_user', { path: { id } }));
  const [open, setOpen] = useState<'change' | 'letGo'>();
  const [invited, setInvited] = useState<Schemas['InvitedUser']>();
  const renew = useCommand('renew_invitation', {
    label: 'unsent.did.change',
    touches: TOUCHES,
    keep: false,
    onDone: (outcome) => outcome.kept || setInvited(outcome.answer),
  });
  const takeBack = useCommand('reactivate_user', {
    label: 'unsent.did.change',
    touches: TOUCHES,
    keep: false,
    onDone: () => say(t('people.back')),
  });
  const mine = user?.membership === me?.membership;
  const keeps = can(me, 'user', 'manage') && !mine;
  const state = user && standing(user);
  return (
    <AdminPage
      area="people"
      title={t('people.membership')}
      heading={user && <bdi>{user.full_name}</bdi>}
      actions={
        keeps &&
        user &&
        (user.deactivated ? (
          <Button
            kind="primary"
            isPending={takeBack.isPending}
            onPress={() => takeBack.mutate({ path: { id }, version: user.version, body: {} })}
          >
            {t('people.takeBack')}
          </Button>
        ) : (
          <>
            <Button kind="primary" onPress={() => setOpen('change')}>
              {t('change')}
            </Button>
            {user.invited && (
              <Button isPending={renew.isPending} onPress={() => renew.mutate({ path: { id } })}>
                {t('people.again')}
              </Button>
            )}
            <Button kind="danger" onPress={() => setOpen('letGo')}>
              {t('people.letGo')}
            </Button>
          </>
        ))
      }
    >
      <ProblemPanel error={error ?? renew.error ?? takeBack.error} focus={false} />
      {!user || !state ? (
        !error && <Skeleton />
      ) : (
        <Sheet
          title={t('people.membership')}
          aside={<Chip tone={state.tone}>{t(`people.${state.text}`, { day: state.day })}</Chip>}
        >
          <Facts user={user} />
          {mine && <p className={style.soft}>{t('people.self')}</p>}
        </Sheet>
      )}
      {user && open === 'change' && <Change user={user} onClose={() => setOpen(undefined)} />}
      {user && open === 'letGo' && <LetGo user={user} onClose={() => setOpen(undefined)} />}
      <Handover name={user?.full_name ?? ''} invitation={invited?.invitation} onClose={() => setInvited(undefined)} />
    </AdminPage>
  );
}
