/**
 * A registration, from the first name to an open case: who, then what the opening act asks. Everything typed is kept at once; what is missing
 * is listed and each is a link to where it is answered.
 */
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router';
import { CircleCheck, CircleDashed, CircleDot, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { command } from '../../api/command';
import { useDraft } from '../../api/drafts';
import { errorAt, Problem } from '../../api/problem';
import { Button } from '../../design/Button';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { count, today } from '../../locale/dates';
import { type Facts, isAnswered, missingOf, useConditions } from '../../programme/conditions';
import { type Definition, fieldsOf, useDefinition } from '../../programme/definition';
import { controlId, EntryForm } from '../../programme/EntryForm';
import {
  type IntakeDraft,
  missingOfPerson,
  newPerson,
  type PersonDraft,
  registration,
  subjectOf,
  whole,
} from './draft';
import style from './Intake.module.css';
import { PersonFields } from './PersonFields';

const route = getRouteApi('/intake/$draft');

interface Missing {
  id: string;
  words: string;
}

function go(id: string) {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: 'center' });
  (target?.querySelector<HTMLElement>('input, select, textarea, button') ?? target)?.focus({ preventScroll: true });
}

function Steps({ steps }: { steps: readonly { id: string; title: string; missing: number; begun: boolean }[] }) {
  const { t } = useTranslation('intake');
  return (
    <nav className={style.steps} aria-label={t('steps')}>
      <ol>
        {steps.map((step) => (
          <li key={step.id}>
            <button type="button" onClick={() => document.getElementById(step.id)?.scrollIntoView({ block: 'start' })}>
              {step.missing === 0 ? (
                <CircleCheck data-state="done" aria-hidden="true" />
              ) : step.begun ? (
                <CircleDot data-state="missing" aria-hidden="true" />
              ) : (
                <CircleDashed aria-hidden="true" />
              )}
              <span>
                {step.title}
                <span className={style.help}>
                  {step.missing === 0
                    ? t('complete')
                    : t('missing', { count: step.missing, shown: count(step.missing) })}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Register whoever is not registered yet; a second try finds what the first one did. */
async function registered(
  people: readonly PersonDraft[],
  onRegistered: (place: number, person: string) => void,
): Promise<string[]> {
  const ids: string[] = [];
  for (const [place, it] of people.entries()) {
    if (it.person) {
      ids.push(it.person);
      continue;
    }
    const outcome = await command(
      'create_person',
      { body: registration(it) },
      { label: 'unsent.did.person', keep: false, key: it.key },
    );
    if (outcome.kept) throw new Error('a registration is never kept');
    onRegistered(place, outcome.answer.id);
    ids.push(outcome.answer.id);
  }
  return ids;
}

function Work({
  begin,
  definition,
  draft,
}: {
  begin: string;
  definition: Definition;
  draft: ReturnType<typeof useDraft<IntakeDraft>>;
}) {
  const { t } = useTranslation(['intake', 'common']);
  const navigate = useNavigate();
  const { value, change, drop } = draft;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [failed, setFailed] = useState<number>();
  const act = definition.transitions[value.transition];
  const evaluate = useConditions((act?.asks ?? []).flatMap((name) => fieldsOf(definition.sections[name])));
  const facts: Omit<Facts, 'entry'> = {
    section: value.sections,
    flag: {},
    subject: subjectOf(value.people[0], today()),
  };
  const forms = (act?.asks ?? []).map((name) => ({
    name,
    section: definition.sections[name],
    fields: fieldsOf(definition.sections[name]),
  }));
  const roles = definition.subject_roles
    .slice(1)
    .map((role) => ({ value: role, label: definition.words.subject_roles[role] ?? role }));
  const people = value.people.map((it, place) => ({
    person: it.person ?? it.key,
    name: whole(it.name) || t('person.nth', { number: count(place + 1) }),
  }));

  const missingPeople = value.people.map((it) => missingOfPerson(it));
  const missingForms = forms.map(({ name, fields }) =>
    missingOf(fields, { ...facts, entry: value.sections[name] ?? {} }, evaluate),
  );
  const missing: Missing[] = [
    ...missingPeople.flatMap((fields, place) =>
      fields.map((field) => ({
        id: `person-${place}-${field}`,
        // A name may run the other way than the words beside it.
        words: `\u2068${people[place]?.name}\u2069: ${t(`person.${field}`)}`,
      })),
    ),
    ...forms.flatMap(({ name, fields }, at) =>
      (missingForms[at] ?? []).map((field) => ({
        id: controlId(`form-${name}`, field),
        words: fields.find(([one]) => one === field)?.[1].title ?? field,
      })),
    ),
  ];
  const setPerson = (place: number, part: Partial<PersonDraft>) =>
    change((before) => ({
      ...before,
      people: before.people.map((it, at) => (at === place ? { ...it, ...part } : it)),
    }));

  const open = async () => {
    setTried(true);
    setProblem(undefined);
    setFailed(undefined);
    if (missing.length > 0) {
      document.getElementById('missing')?.focus();
      return;
    }
    setBusy(true);
    let place = 0;
    try {
      const ids = await registered(value.people, (at, person) => {
        place = at + 1;
        setPerson(at, { person });
      });
      place = -1;
      const real = new Map(value.people.map((it, at) => [it.key, ids[at]]));
      const answer = (said: unknown) => (typeof said === 'string' && real.has(said) ? real.get(said) : said);
      const sections = Object.fromEntries(
        forms.map(({ name, section }) => {
          const said = Object.entries(value.sections[name] ?? {}).filter(([, one]) => isAnswered(one));
          const answers = Object.fromEntries(said.map(([field, one]) => [field, answer(one)]));
          return [name, section?.repeat ? [answers] : answers];
        }),
      );
      const subjects = value.people.map((it, at) => ({ person: ids[at] ?? '', role: it.role }));
      const body = { programme: value.programme, transition: value.transition, subjects, sections };
      const outcome = await command(
        'create_case',
        { body: body as never },
        { label: 'unsent.did.case', keep: false, key: begin, touches: ['get_work', 'list_cases'] },
      );
      if (outcome.kept) return;
      await drop();
      say(t('opened', { number: outcome.answer.number }));
      await navigate({ to: '/cases/$id', params: { id: outcome.answer.id }, replace: true });
    } catch (error) {
      setProblem(error);
      setFailed(place >= 0 ? place : undefined);
      // A key belongs to one body: what was refused is asked again under a new one.
      if (error instanceof Problem && place >= 0) setPerson(place, { key: crypto.randomUUID() });
    }
    setBusy(false);
  };

  const parts = (at: string) => /^\/sections\/(\w+)(?:\/\d+)?\/(\w+)/.exec(at);
  const nameOf = (at: string) => {
    const [, form = '', field = ''] = parts(at) ?? [];
    return fieldsOf(definition.sections[form]).find(([name]) => name === field)?.[1].title;
  };
  const idOf = (at: string) => {
    const [, form, field] = parts(at) ?? [];
    if (form && field) return controlId(`form-${form}`, field);
    const [, whose] = /^\/(name|sex|birth)/.exec(at) ?? [];
    return whose && failed !== undefined ? `person-${failed}-${whose}` : undefined;
  };
  const errorOfForm = (form: string, repeat: boolean, field: string) =>
    errorAt(problem, repeat ? `/sections/${form}/0/${field}` : `/sections/${form}/${field}`) ??
    (tried && missing.some((it) => it.id === controlId(`form-${form}`, field)) ? t('answerThis') : undefined);

  return (
    <div className={style.columns}>
      <Steps
        steps={[
          {
            id: 'step-people',
            title: t('who'),
            missing: missingPeople.flat().length,
            begun: Boolean(value.people[0] && whole(value.people[0].name)),
          },
          ...forms.map(({ name, section }, at) => ({
            id: `step-${name}`,
            title: section?.title ?? name,
            missing: missingForms[at]?.length ?? 0,
            begun: Object.keys(value.sections[name] ?? {}).length > 0,
          })),
        ]}
      />
      <div className={style.main}>
        <ProblemPanel error={problem} nameOf={nameOf} idOf={idOf} />
        {tried && missing.length > 0 && (
          <section className={style.missing} id="missing" tabIndex={-1} aria-label={t('stillMissing')}>
            <h2>{t('stillMissing')}</h2>
            <ul>
              {missing.map((it) => (
                <li key={it.id}>
                  <button type="button" onClick={() => go(it.id)}>
                    {it.words}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <div id="step-people" className={style.main}>
          {value.people.map((it, place) => (
            <Sheet
              key={it.key}
              title={place === 0 ? t('who') : (people[place]?.name ?? '')}
              aside={
                place > 0 &&
                !it.person && (
                  <Button
                    kind="quiet"
                    size="s"
                    onPress={() =>
                      change((before) => ({ ...before, people: before.people.filter((_, at) => at !== place) }))
                    }
                  >
                    {t('person.remove')}
                  </Button>
                )
              }
            >
              {it.person && <p className={style.help}>{t('person.registered')}</p>}
              <PersonFields
                prefix={`person-${place}`}
                value={it}
                isDisabled={Boolean(it.person)}
                roles={place === 0 ? [] : roles}
                onChange={(part) => setPerson(place, part)}
                errorOf={(field) =>
                  (failed === place
                    ? (errorAt(problem, `/${field}`) ?? errorAt(problem, `/${field}/date`))
                    : undefined) ??
                  (tried && missingPeople[place]?.some((one) => one === field) ? t('answerThis') : undefined)
                }
              />
            </Sheet>
          ))}
          {roles.length > 0 && (
            <div>
              <Button
                icon={<UserPlus />}
                onPress={() =>
                  change((before) => ({ ...before, people: [...before.people, newPerson(roles[0]?.value ?? 'other')] }))
                }
              >
                {t('person.add')}
              </Button>
            </div>
          )}
        </div>
        {forms.map(({ name, section, fields }) => (
          <Sheet key={name} id={`step-${name}`} title={section?.title}>
            <EntryForm
              prefix={`form-${name}`}
              fields={fields}
              answers={value.sections[name] ?? {}}
              facts={facts}
              evaluate={evaluate}
              people={people}
              errorOf={(field) => errorOfForm(name, section?.repeat ?? false, field)}
              onAnswer={(field, said) =>
                change((before) => ({
                  ...before,
                  sections: { ...before.sections, [name]: { ...before.sections[name], [field]: said } },
                }))
              }
            />
          </Sheet>
        ))}
        <div className={style.foot}>
          <Button kind="primary" isPending={busy} onPress={() => void open()}>
            {act?.title ?? t('open')}
          </Button>
          <span className={style.help}>
            {missing.length > 0 ? t('missing', { count: missing.length, shown: count(missing.length) }) : t('ready')}
          </span>
        </div>
      </div>
    </div>
  );
}

export default function Registration() {
  const { t } = useTranslation('intake');
  const { draft: key } = route.useParams();
  const begun = (useLocation().state as { begin?: IntakeDraft }).begin;
  const draft = useDraft<IntakeDraft | undefined>(`intake/${key}`, begun?.key === key ? begun : undefined);
  const { value, ready } = draft;
  const definition = useDefinition(value?.programme, value?.version);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  if (ready && !value) {
    return (
      <Page title={t('title')}>
        <Empty title={t('begun.gone')} action={<Link to="/intake">{t('begun.again')}</Link>} />
      </Page>
    );
  }
  return (
    <Page
      title={t('title')}
      above={definition?.title}
      heading={definition && value ? definition.transitions[value.transition]?.title : undefined}
    >
      {ready && definition && value ? (
        <Work begin={value.key} definition={definition} draft={draft as ReturnType<typeof useDraft<IntakeDraft>>} />
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  );
}
