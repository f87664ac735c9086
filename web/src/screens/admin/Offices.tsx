/** Offices and their teams: open, change, close; form and rename. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Building2, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { Schemas } from '../../api/types';
import { useKey } from '../../app/keys';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { shortDate } from '../../locale/dates';
import style from './Admin.module.css';
import { PlaceField, usePlaceTitle } from './PlaceField';
import { AdminPage, CodeSelect, useCodes } from './parts';

type Office = Schemas['Office'];
type Team = Schemas['Team'];
const TOUCHES = ['list_offices', 'list_teams'];

function OfficeForm({ office, onClose }: { office: Office | undefined; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [given, setGiven] = useState({
    name: office?.name ?? '',
    kind: (office?.unit_kind ?? 'civil') as string | null,
    place: office?.place ?? null,
    closedOn: office?.closed_on ?? null,
  });
  const manner = { label: 'unsent.did.change', touches: TOUCHES };
  const done = () => {
    say(t(office ? 'saved' : 'offices.opened'));
    onClose();
  };
  const create = useCommand('create_office', { ...manner, onDone: done });
  const update = useCommand('update_office', { ...manner, onDone: done });
  const error = create.error ?? update.error;
  const set = (some: Partial<typeof given>) => setGiven({ ...given, ...some });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, kind, place, closedOn } = given;
    const body = { name, unit_kind: kind ?? undefined, place };
    if (office) {
      update.mutate({ path: { id: office.id }, version: office.version, body: { ...body, closed_on: closedOn } });
    } else create.mutate({ body });
  };
  return (
    <Dialog title={t(office ? 'offices.changeTitle' : 'offices.newTitle')} isOpen onClose={onClose} keep>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={error} />
        <TextField
          label={t('name')}
          value={given.name}
          onChange={(name) => set({ name })}
          error={errorAt(error, '/name')}
          autoFocus
        />
        <CodeSelect
          label={t('offices.kind')}
          help={t('offices.kindHelp')}
          list="unit-kind"
          value={given.kind}
          onChange={(kind) => set({ kind })}
          error={errorAt(error, '/unit_kind')}
        />
        <PlaceField
          label={t('offices.place')}
          required={false}
          value={given.place}
          onChange={(place) => set({ place })}
          error={errorAt(error, '/place')}
        />
        {office && (
          <DateField
            label={t('offices.closedOn')}
            required={false}
            withToday
            value={given.closedOn ? { date: given.closedOn, precision: 'day' } : null}
            onChange={(it) => set({ closedOn: it?.date ?? null })}
          />
        )}
        <div className={style.row}>
          <Button
            type="submit"
            kind="primary"
            isPending={create.isPending || update.isPending}
            isDisabled={!given.name.trim() || !given.kind}
          >
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function TeamForm({ office, team, onClose }: { office: Office; team: Team | undefined; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [name, setName] = useState(team?.name ?? '');
  const manner = { label: 'unsent.did.change', touches: TOUCHES };
  const done = () => {
    say(t(team ? 'saved' : 'offices.formed'));
    onClose();
  };
  const create = useCommand('create_team', { ...manner, onDone: done });
  const update = useCommand('update_team', { ...manner, onDone: done });
  const error = create.error ?? update.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (team) update.mutate({ path: { id: team.id }, version: team.version, body: { name } });
    else create.mutate({ body: { office: office.id, name } });
  };
  const title = team ? t('offices.renameTitle') : t('offices.teamTitle', { office: office.name });
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={error} />
        <TextField label={t('name')} value={name} onChange={setName} error={errorAt(error, '/name')} autoFocus />
        <div className={style.row}>
          <Button
            type="submit"
            kind="primary"
            isPending={create.isPending || update.isPending}
            isDisabled={!name.trim()}
          >
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function OfficeSheet({
  office,
  teams,
  keeps,
  onChange,
  onTeam,
}: {
  office: Office;
  teams: readonly Team[];
  keeps: boolean;
  onChange: () => void;
  onTeam: (team?: Team) => void;
}) {
  const { t } = useTranslation('admin');
  const kinds = useCodes('unit-kind');
  const place = usePlaceTitle(office.place);
  return (
    <Sheet
      title={<bdi>{office.name}</bdi>}
      aside={
        <span className={style.row}>
          {office.closed_on && <Chip tone="bad">{t('offices.closed', { day: shortDate(office.closed_on) })}</Chip>}
          {keeps && (
            <Button size="s" onPress={onChange} aria-label={`${t('change')}: ${office.name}`}>
              {t('change')}
            </Button>
          )}
        </span>
      }
    >
      <p className={style.row}>
        <Chip>{kinds.title(office.unit_kind)}</Chip>
        {place && <span>{place}</span>}
        <Link to="/admin/people" search={{ office: office.id, active: true }}>
          {t('offices.people')}
          <span className="unseen">: {office.name}</span>
        </Link>
      </p>
      <div className={style.row}>
        <h3>{t('offices.teams')}</h3>
        {teams.length === 0 && <span className={style.soft}>{t('offices.noTeams')}</span>}
        {teams.map((team) => (
          <span key={team.id} className={style.row}>
            {keeps ? (
              <Button size="s" onPress={() => onTeam(team)} aria-label={`${t('offices.rename')}: ${team.name}`}>
                <bdi>{team.name}</bdi>
              </Button>
            ) : (
              <Chip>
                <bdi>{team.name}</bdi>
              </Chip>
            )}
          </span>
        ))}
        {keeps && !office.closed_on && (
          <Button
            size="s"
            kind="quiet"
            icon={<Plus />}
            onPress={() => onTeam()}
            aria-label={`${t('offices.newTeam')}: ${office.name}`}
          >
            {t('offices.newTeam')}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

export default function Offices() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const keeps = can(me, 'office', 'manage');
  const offices = useQuery(query('list_offices', { query: { limit: 200 } }));
  const teams = useQuery(query('list_teams', { query: { limit: 200 } }));
  const [open, setOpen] = useState<{ office?: Office; team?: Team; form: 'office' | 'team' }>();
  useKey('n', t('offices.new'), () => keeps && setOpen({ form: 'office' }));
  const close = () => setOpen(undefined);
  return (
    <AdminPage
      area="offices"
      actions={
        keeps && (
          <Button kind="primary" icon={<Plus />} onPress={() => setOpen({ form: 'office' })}>
            {t('offices.new')}
          </Button>
        )
      }
    >
      <ProblemPanel error={offices.error ?? teams.error} focus={false} />
      {offices.isPending && <Skeleton lines={6} />}
      {offices.data?.data.length === 0 && (
        <Sheet>
          <Empty icon={Building2} title={t('offices.empty')}>
            {t('offices.emptyDetail')}
          </Empty>
        </Sheet>
      )}
      {offices.data?.data.map((office) => (
        <OfficeSheet
          key={office.id}
          office={office}
          teams={(teams.data?.data ?? []).filter((it) => it.office === office.id)}
          keeps={keeps}
          onChange={() => setOpen({ form: 'office', office })}
          onTeam={(team) => setOpen({ form: 'team', office, team })}
        />
      ))}
      {open?.form === 'office' && <OfficeForm office={open.office} onClose={close} />}
      {open?.form === 'team' && open.office && <TeamForm office={open.office} team={open.team} onClose={close} />}
    </AdminPage>
  );
}
