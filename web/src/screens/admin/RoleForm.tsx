/** A role made or changed, line by line: with what, what one may do, how far. It begins with a role that is near. */
import { useNavigate } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt, Problem } from '../../api/problem';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { CheckboxGroup } from '../../design/Choices';
import { Dialog } from '../../design/Dialog';
import { type Choice, Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { digits } from '../../locale/dates';
import style from './Admin.module.css';
import { filled, type Labels, NO_TITLES, Titles, useWords } from './parts';
import { useRunning } from './people';
import { ACTIONS, type Action, REACHES, type Right, rightsOf, SLICES } from './rights';

type Role = Schemas['Role'];
/** A line while it is written; the number tells lines apart that say the same. */
type Line = Right & { id: number };

let last = 0;
const NEW: Right = { resource: null, actions: ['read'], reach: 'organisation', programmes: null, slice: null };
const line = (it: Right = NEW): Line => {
  last += 1;
  return { id: last, ...it };
};
const linesOf = (grants: readonly Schemas['Grant'][]) => grants.flatMap(rightsOf).map(line);

/** What roles of this house speak of, and what can be done with each: nothing else can be given. */
function vocabulary(roles: readonly Role[]) {
  const known = new Map<string, { title: string; actions: Set<string>; slices: Set<string> }>();
  for (const grant of roles.flatMap((it) => it.grants)) {
    const before = known.get(grant.resource) ?? {
      title: grant.title,
      actions: new Set<string>(),
      slices: new Set<string>(),
    };
    for (const action of grant.actions) before.actions.add(action);
    if (grant.slice) before.slices.add(grant.slice);
    known.set(grant.resource, before);
  }
  return known;
}

function GrantLine({
  value,
  at,
  known,
  error,
  onChange,
  onRemove,
}: {
  value: Line;
  at: number;
  known: ReturnType<typeof vocabulary>;
  error: unknown;
  onChange: (value: Line) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('admin');
  const running = useRunning();
  const things: Choice[] = [...known]
    .map(([resource, it]) => ({ value: resource, label: it.title }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const thing = known.get(value.resource ?? '');
  const possible = thing?.actions;
  const parts = SLICES.filter((it) => thing?.slices.has(it));
  const wrong = (what: string) => errorAt(error, `/grants/${at}/${what}`);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div role="group" aria-label={t('roles.line', { shown: digits(at + 1) })} className={style.grant}>
      <div className={style.pair}>
        <Select
          label={t('roles.thing')}
          choices={things}
          value={value.resource}
          onChange={(resource) => onChange({ ...value, resource, slice: null })}
          error={wrong('resource')}
        />
        <Select
          label={t('roles.reach')}
          choices={REACHES.map((it) => ({ value: it, label: t(`reachOf.${it}`) }))}
          value={value.reach}
          onChange={(reach) => onChange({ ...value, reach })}
          error={wrong('reach')}
        />
        {parts.length > 0 && (
          <Select
            label={t('roles.part')}
            empty={t('roles.whole')}
            choices={parts.map((it) => ({ value: it, label: t(`slice.${it}`) }))}
            value={value.slice}
            onChange={(slice) => onChange({ ...value, slice })}
            error={wrong('slice')}
          />
        )}
      </div>
      <CheckboxGroup
        label={t('roles.acts')}
        choices={ACTIONS.filter((it) => possible?.has(it)).map((it) => ({ value: it, label: t(`action.${it}`) }))}
        value={value.actions}
        onChange={(actions) => onChange({ ...value, actions })}
        error={wrong('actions')}
      />
      {running.choices.length > 0 && (
        <CheckboxGroup
          label={t('people.someProgrammes')}
          choices={running.choices}
          value={value.programmes ?? []}
          onChange={(programmes) => onChange({ ...value, programmes: programmes.length > 0 ? programmes : null })}
          error={wrong('programmes')}
        />
      )}
      <div>
        <Button size="s" kind="quiet" icon={<Trash2 />} onPress={onRemove}>
          {t('roles.removeLine')}
        </Button>
      </div>
    </div>
  );
}

interface Props {
  roles: readonly Role[];
  /** The role that is changed; without it one is made. */
  role?: Role;
  /** The role that a new one begins as. */
  like?: Role;
  onClose: () => void;
}

export function RoleForm({ roles, role, like, onClose }: Props) {
  const { t } = useTranslation('admin');
  const words = useWords();
  const navigate = useNavigate();
  const begun = role ?? like;
  const [title, setTitle] = useState<Labels>(role ? (role.title as unknown as Labels) : NO_TITLES);
  const [key, setKey] = useState('');
  const [near, setNear] = useState<string | null>(null);
  const [lines, setLines] = useState<Line[]>(() => (begun ? linesOf(begun.grants) : [line()]));
  const known = vocabulary(roles);
  const manner = { label: 'unsent.did.change', touches: ['list_roles', 'get_me'], keep: false };
  const create = useCommand('create_role', {
    ...manner,
    onDone: (outcome) => {
      if (outcome.kept) return;
      say(t('roles.made'));
      void navigate({ to: '/admin/roles/$id', params: { id: outcome.answer.id } });
      onClose();
    },
  });
  const update = useCommand('update_role', {
    ...manner,
    onDone: () => {
      say(t('saved'));
      onClose();
    },
  });
  const error = create.error ?? update.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const grants = lines.map(({ resource, actions, reach, programmes, slice }) => ({
      resource: resource ?? '',
      // What the thing that was chosen before could do and this one cannot is no part of the line.
      actions: actions.filter((it) => known.get(resource ?? '')?.actions.has(it)) as Action[],
      reach: reach ?? '',
      programmes: programmes ?? undefined,
      slice: slice ?? undefined,
    }));
    const body = { title: filled(title), grants };
    if (role) update.mutate({ path: { id: role.id }, version: role.version, body });
    else create.mutate({ body: { key, ...body } });
  };
  const whole = lines.length > 0 && lines.every((it) => it.resource && it.reach && it.actions.length > 0);
  return (
    <Dialog title={t(role ? 'roles.changeTitle' : 'roles.new')} isOpen onClose={onClose} side wide keep>
      <form className={style.form} onSubmit={submit}>
        {!role && <p className={style.soft}>{t('roles.newExplain')}</p>}
        <ProblemPanel
          error={error}
          nameOf={(pointer) => {
            const at = /^\/grants\/(\d+)/.exec(pointer)?.[1];
            return at && t('roles.line', { shown: digits(Number(at) + 1) });
          }}
        />
        <Titles
          value={title}
          onChange={setTitle}
          errorOf={(it) => (error instanceof Problem ? errorAt(error, `/title/${it}`) : undefined)}
        />
        {!role && (
          <div className={style.pair}>
            <TextField
              label={t('roles.key')}
              help={t('roles.keyHelp')}
              dir="ltr"
              value={key}
              onChange={(it) => setKey(it.toLowerCase().replace(/[^a-z0-9_]/g, '_'))}
              error={errorAt(error, '/key')}
            />
            {!like && (
              <Select
                label={t('roles.like')}
                help={t('roles.likeHelp')}
                empty={t('roles.scratch')}
                choices={roles.map((it) => ({ value: it.id, label: words(it.title) }))}
                value={near}
                onChange={(id) => {
                  setNear(id);
                  const chosen = roles.find((it) => it.id === id);
                  setLines(chosen ? linesOf(chosen.grants) : [line()]);
                }}
              />
            )}
          </div>
        )}
        <h3>{t('roles.may')}</h3>
        {lines.map((it, at) => (
          <GrantLine
            key={it.id}
            value={it}
            at={at}
            known={known}
            error={error}
            onChange={(next) => setLines(lines.map((one) => (one.id === it.id ? next : one)))}
            onRemove={() => setLines(lines.filter((one) => one.id !== it.id))}
          />
        ))}
        <div className={style.row}>
          <Button icon={<Plus />} onPress={() => setLines([...lines, line()])}>
            {t('roles.addLine')}
          </Button>
          <Button
            type="submit"
            kind="primary"
            isPending={create.isPending || update.isPending}
            isDisabled={!whole || !filled(title).en || (!role && key.length < 2)}
          >
            {t(role ? 'save' : 'roles.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
