/**
 * One programme as this organisation may run it: drawn as a path, and the same in words. The drawing is the server's; it is shown as a
 * picture, which can neither run anything nor reach anything.
 */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { count, digits } from '../../locale/dates';
import style from './Admin.module.css';
import { Running } from './Programmes';
import { AdminPage } from './parts';
import { type Programme as Entry, useHouse } from './people';

interface Titled {
  title: string | null;
}
interface Transition extends Titled {
  track: string | null;
  from: string[];
  to: string | null;
  by: string[];
  approved_by: string[];
  guards: { name: string; says: string | null }[];
}
interface Definition {
  title: string;
  class: string;
  source: string | string[] | null;
  states: Record<string, Titled & { phase: string; final: boolean }>;
  tracks: Record<string, Titled & { states: Record<string, Titled & { phase: string }> }>;
  transitions: Record<string, Transition>;
  sections: Record<
    string,
    Titled & { class: string; schema: { properties?: object; items?: { properties?: object } } }
  >;
  deadlines: Record<string, Titled & { parameter: string | null; period: string | null; kind: string }>;
  papers: Record<string, Titled>;
}

/** How large the drawing is shown, as a share of its own size. */
const SIZES = [0.3, 0.45, 0.65, 1] as const;

function Drawing({ programme, version, title }: { programme: string; version: number; title: string }) {
  const { t } = useTranslation('admin');
  const drawing = useQuery(query('draw_programme_version', { path: { programme, version } }));
  const [size, setSize] = useState(2);
  const [shown, setShown] = useState<{ address: string; width: number }>();
  useEffect(() => {
    const blob = drawing.data as unknown as Blob | undefined;
    if (!blob) return;
    const address = URL.createObjectURL(new Blob([blob], { type: 'image/svg+xml' }));
    void blob.text().then((text) => setShown({ address, width: Number(/ width="(\d+)"/.exec(text)?.[1] ?? 1200) }));
    return () => URL.revokeObjectURL(address);
  }, [drawing.data]);
  const resize = (by: number) => setSize(Math.min(SIZES.length - 1, Math.max(0, size + by)));
  return (
    <Sheet
      title={t('programmes.drawing')}
      aside={
        <span className={style.row}>
          <Button
            kind="quiet"
            size="s"
            icon={<ZoomOut />}
            aria-label={t('programmes.smaller')}
            isDisabled={size === 0}
            onPress={() => resize(-1)}
          />
          <Button
            kind="quiet"
            size="s"
            icon={<ZoomIn />}
            aria-label={t('programmes.bigger')}
            isDisabled={size === SIZES.length - 1}
            onPress={() => resize(1)}
          />
        </span>
      }
    >
      <ProblemPanel error={drawing.error} focus={false} />
      {shown ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={style.drawing} tabIndex={0} aria-label={t('programmes.drawing')} dir="ltr">
          <img
            src={shown.address}
            width={Math.round(shown.width * (SIZES[size] ?? 1))}
            alt={t('programmes.drawingAlt', { title })}
          />
        </section>
      ) : (
        <Skeleton lines={5} />
      )}
    </Sheet>
  );
}

function useTitles(definition: Definition) {
  const { t } = useTranslation('admin');
  const house = useHouse();
  const states = { ...definition.states };
  for (const track of Object.values(definition.tracks)) Object.assign(states, track.states);
  return {
    states: (names: readonly string[]) =>
      names.length === 0
        ? t('programmes.anyState')
        : names.map((it) => states[it]?.title ?? t('programmes.anyState')).join(', '),
    roles: (keys: readonly string[]) =>
      keys.map((it) => (it === 'system' ? t('programmes.clock') : house.roleTitle(it))).join(', '),
  };
}

function Words({ definition }: { definition: Definition }) {
  const { t } = useTranslation('admin');
  const titles = useTitles(definition);
  const acts: Column<[string, Transition]>[] = [
    { key: 'act', title: t('programmes.act'), cell: ([, it]) => it.title },
    { key: 'from', title: t('programmes.from'), cell: ([, it]) => titles.states(it.from) },
    {
      key: 'to',
      title: t('programmes.to'),
      cell: ([, it]) => (it.to ? titles.states([it.to]) : t('programmes.same')),
    },
    {
      key: 'by',
      title: t('programmes.by'),
      cell: ([, it]) => (
        <>
          {titles.roles(it.by)}
          {it.approved_by.length > 0 && (
            <div className={style.soft}>{t('programmes.approved', { roles: titles.roles(it.approved_by) })}</div>
          )}
        </>
      ),
    },
    {
      key: 'guards',
      title: t('programmes.guards'),
      cell: ([, it]) => (
        <ul className={style.soft}>
          {it.guards.map((guard) => (
            <li key={guard.name}>{guard.says}</li>
          ))}
        </ul>
      ),
    },
  ];
  const clocks: Column<[string, Definition['deadlines'][string]]>[] = [
    { key: 'title', title: t('name'), cell: ([, it]) => it.title },
    {
      key: 'parameter',
      title: t('programmes.parameter'),
      cell: ([, it]) => <code>{it.parameter ?? it.period}</code>,
    },
  ];
  const fields = (it: Definition['sections'][string]) =>
    Object.keys(it.schema.properties ?? it.schema.items?.properties ?? {}).length;
  return (
    <>
      <Sheet title={t('programmes.states')}>
        <div className={style.chips}>
          {Object.entries(definition.states).map(([name, it]) => (
            <Chip key={name} tone={PHASE_TONE[it.phase]}>
              {it.title}
            </Chip>
          ))}
        </div>
      </Sheet>
      <Sheet title={t('programmes.acts')} flush>
        <Table
          caption={t('programmes.acts')}
          columns={acts}
          lines={Object.entries(definition.transitions)}
          keyOf={([name]) => name}
          dense
        />
      </Sheet>
      <Sheet title={t('programmes.clocks')} flush>
        <Table
          caption={t('programmes.clocks')}
          columns={clocks}
          lines={Object.entries(definition.deadlines)}
          keyOf={([name]) => name}
          dense
        />
      </Sheet>
      <Sheet title={t('programmes.forms')}>
        <ul className={style.pair}>
          {Object.entries(definition.sections).map(([name, it]) => (
            <li key={name}>
              {it.title}{' '}
              <span className={style.soft}>
                {t('programmes.fields', { count: fields(it), shown: count(fields(it)) })} · {it.class}
              </span>
            </li>
          ))}
        </ul>
      </Sheet>
      <Sheet title={t('programmes.papers')}>
        <div className={style.chips}>
          {Object.entries(definition.papers).map(([name, it]) => (
            <Chip key={name}>{it.title}</Chip>
          ))}
        </div>
      </Sheet>
    </>
  );
}

function Setting({ entry }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  const [asking, setAsking] = useState(false);
  const set = useCommand('set_programme', {
    label: 'unsent.did.change',
    touches: ['list_programmes'],
    keep: false,
    onDone: (outcome) => {
      setAsking(false);
      if (!outcome.kept) say(t(outcome.answer.enabled ? 'programmes.enabledNow' : 'programmes.disabledNow'));
    },
  });
  const choose = (version: number, enabled: boolean) =>
    set.mutate({ path: { programme: entry.id }, version: entry.setting_version ?? null, body: { version, enabled } });
  const newer = entry.enabled && (entry.enabled_version ?? 0) < entry.version;
  return (
    <>
      {!entry.enabled && (
        <Button kind="primary" isPending={set.isPending} onPress={() => choose(entry.version, true)}>
          {t('programmes.enable')}
        </Button>
      )}
      {newer && (
        <Button kind="primary" isPending={set.isPending} onPress={() => choose(entry.version, true)}>
          {t('programmes.enableNewer', { shown: digits(entry.version) })}
        </Button>
      )}
      {entry.enabled && <Button onPress={() => setAsking(true)}>{t('programmes.disable')}</Button>}
      {!asking && Boolean(set.error) && <ProblemPanel error={set.error} />}
      {asking && (
        <Dialog
          title={t('programmes.disableTitle')}
          isOpen
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onPress={() => setAsking(false)}>{t('cancel')}</Button>
              <Button
                kind="danger"
                isPending={set.isPending}
                onPress={() => choose(entry.enabled_version ?? entry.version, false)}
              >
                {t('programmes.disable')}
              </Button>
            </>
          }
        >
          <p>{t('programmes.disableExplain')}</p>
          <ProblemPanel error={set.error} />
        </Dialog>
      )}
    </>
  );
}

export default function Programme() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const { programme } = useParams({ from: '/admin/programmes/$programme' });
  const list = useQuery(query('list_programmes'));
  const entry = list.data?.data.find((it) => it.id === programme);
  const version = entry?.version ?? 0;
  const found = useQuery({
    ...query('get_programme_version', { path: { programme, version } }),
    enabled: Boolean(entry),
  });
  const definition = found.data as unknown as Definition | undefined;
  return (
    <AdminPage
      area="programmes"
      title={entry?.title ?? t('area.programmes.title')}
      actions={entry && can(me, 'programme_setting', 'manage', ['organisation']) && <Setting entry={entry} />}
    >
      <ProblemPanel error={list.error ?? found.error} focus={false} />
      {!entry || !definition ? (
        !found.error && <Skeleton lines={8} />
      ) : (
        <>
          <p className={style.row}>
            <Running it={entry} />
            <Chip>{t('programmes.version', { shown: digits(entry.version) })}</Chip>
            <Chip>{t('programmes.class', { class: entry.class })}</Chip>
          </p>
          <Drawing programme={programme} version={version} title={entry.title} />
          <Words definition={definition} />
        </>
      )}
    </AdminPage>
  );
}
