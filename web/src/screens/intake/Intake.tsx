/** Where a case begins: what was begun and not finished, and the acts with which this member may open one. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowRight, FilePlus2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { draftsOf, dropDraft } from '../../api/drafts';
import { query } from '../../api/query';
import { can, type Me, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { momentInWords } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import type { Definition } from '../../programme/definition';
import { calledHere, type IntakeDraft, newPerson } from './draft';
import style from './Intake.module.css';

/** The acts that open a case of this programme and that one of the member's roles may do. */
function opening(definition: Definition, me: Me): string[] {
  const roles = new Set(me.roles.map((role) => role.role));
  return Object.entries(definition.transitions)
    .filter(([, act]) => act.track === null && act.from.includes('new') && act.by.some((role) => roles.has(role)))
    .map(([name]) => name);
}

type Begun = { id: string; at: number; value: IntakeDraft };

function Unfinished() {
  const { t } = useTranslation('intake');
  const navigate = useNavigate();
  const [begun, setBegun] = useState<Begun[]>([]);
  const load = () => void draftsOf('intake/').then((found) => setBegun(found as Begun[]));
  useEffect(load, []);
  if (begun.length === 0) return null;
  return (
    <Sheet title={t('begun.title')}>
      <ul className={style.begun}>
        {begun.map((it) => (
          <li key={it.id}>
            <div>
              <p className={style.strong}>
                <bdi>{(it.value.people[0] && calledHere(it.value.people[0])) || t('begun.unnamed')}</bdi>
              </p>
              <p className={style.help}>{t('begun.at', { at: momentInWords(new Date(it.at).toISOString()) })}</p>
            </div>
            <div className={style.acts}>
              <Button
                kind="primary"
                size="s"
                onPress={() => void navigate({ to: '/intake/$draft', params: { draft: it.value.key } })}
              >
                {t('begun.resume')}
              </Button>
              <Button kind="quiet" size="s" onPress={() => void dropDraft(it.id).then(load)}>
                {t('begun.drop')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

export default function Intake() {
  const { t } = useTranslation('intake');
  const me = useMe();
  const language = useLanguage();
  const navigate = useNavigate();
  const programmes = useQuery(query('list_programmes'));
  const enabled = (programmes.data?.data ?? []).filter((it) => it.enabled && it.enabled_version);
  const definitions = useQueries({
    queries: enabled.map((it) => {
      const path = { programme: it.id, version: it.enabled_version ?? it.version };
      return {
        queryKey: ['get_programme_version', { path }, language],
        queryFn: ({ signal }: { signal: AbortSignal }) => ask({ operation: 'get_programme_version', path }, signal),
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
  }).map((it) => it.data as Definition | undefined);
  const known = definitions.filter((it) => it !== undefined);
  const may = me && can(me, 'case', 'create');
  const offers =
    me && may ? known.flatMap((definition) => opening(definition, me).map((name) => ({ definition, name }))) : [];
  const waiting = programmes.isPending || known.length < enabled.length || !me;

  const begin = async (definition: Definition, transition: string) => {
    const key = crypto.randomUUID();
    const draft: IntakeDraft = {
      key,
      caseKey: crypto.randomUUID(),
      programme: definition.id,
      version: definition.version,
      transition,
      people: [newPerson(definition.subject_roles[0] ?? 'principal')],
      sections: {},
    };
    await navigate({ to: '/intake/$draft', params: { draft: key }, state: { begin: draft } as never });
  };

  return (
    <Page title={t('title')} actions={can(me, 'import', 'create') && <Link to="/imports">{t('fromFile')}</Link>}>
      <ProblemPanel error={programmes.error} focus={false} />
      <Unfinished />
      <Sheet title={t('which')}>
        {waiting ? (
          <Skeleton lines={3} />
        ) : offers.length === 0 ? (
          <Empty icon={FilePlus2} title={t('none')}>
            {t('noneDetail')}
          </Empty>
        ) : (
          <ul className={style.offers}>
            {offers.map(({ definition, name }) => (
              <li key={`${definition.id} ${name}`}>
                <button type="button" className={style.offer} onClick={() => void begin(definition, name)}>
                  <span>
                    <span className={style.strong}>{definition.transitions[name]?.title}</span>
                    <span className={style.help}>{definition.title}</span>
                  </span>
                  <ArrowRight aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </Sheet>
    </Page>
  );
}
