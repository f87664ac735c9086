/**
 * A registration, from the first name to an open case: who, then what the opening act asks. Everything typed is kept at once; what is missing
 * is listed and each is a link to where it is answered.
 */
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../api/drafts';
import { errorAt, Problem } from '../../api/problem';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { count, today } from '../../locale/dates';
import { type Facts, useConditions } from '../../programme/conditions';
import { type Definition, fieldsOf, useDefinition } from '../../programme/definition';
import { controlId, EntryForm } from '../../programme/EntryForm';
import { calledHere, type IntakeDraft, newPerson, type PersonDraft, subjectOf } from './draft';
import { alikeIn, formsOf, lacks, openCase, RefusedPerson } from './giving';
import style from './Intake.module.css';
import { PersonPlace } from './PersonPlace';
import { Steps, StillMissing } from './Steps';

type Drafted = ReturnType<typeof useDraft<IntakeDraft>>;

const NOBODY: never[] = [];

const route = getRouteApi('/intake/$draft');

/** Giving it, and what came of that. */
function useGiving({ value, change, drop }: Drafted, definition: Definition) {
  const { t } = useTranslation('intake');
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [refused, setRefused] = useState<number>();
  const setPerson = (place: number, next: (it: PersonDraft) => PersonDraft) =>
    change((before) => ({ ...before, people: before.people.map((it, at) => (at === place ? next(it) : it)) }));
  const give = async () => {
    setBusy(true);
    setProblem(undefined);
    setRefused(undefined);
    try {
      const opened = await openCase(value, definition, (place, person) =>
        setPerson(place, (it) => ({ ...it, person })),
      );
      await drop();
      say(t('opened', { number: opened.number }));
      await navigate({ to: '/cases/$id', params: { id: opened.id }, replace: true });
    } catch (error) {
      // An attempt's key belongs to one body: what was refused is asked again under a new one.
      if (error instanceof RefusedPerson) {
        setRefused(error.place);
        setPerson(error.place, (it) => ({ ...it, attempt: crypto.randomUUID() }));
      } else if (error instanceof Problem) change((before) => ({ ...before, caseKey: crypto.randomUUID() }));
      setProblem(error instanceof RefusedPerson ? error.error : error);
    }
    setBusy(false);
  };
  return { busy, problem, refused, give, setPerson };
}

const partsOf = (pointer: string) => /^\/sections\/(\w+)(?:\/\d+)?\/(\w+)/.exec(pointer);

function Work({ definition, draft }: { definition: Definition; draft: Drafted }) {
  const { t } = useTranslation('intake');
  const { value, change } = draft;
  const { busy, problem, refused, give, setPerson } = useGiving(draft, definition);
  const [tried, setTried] = useState(false);
  const me = useMe();
  const forms = formsOf(value, definition);
  const evaluate = useConditions(forms.flatMap((it) => it.fields));
  const facts: Omit<Facts, 'entry'> = {
    section: value.sections,
    flag: {},
    subject: subjectOf(value.people[0], today()),
  };
  const roles = definition.subject_roles
    .slice(1)
    .map((role) => ({ value: role, label: definition.words.subject_roles[role] ?? role }));
  const names = value.people.map((it, place) => calledHere(it) || t('person.nth', { number: count(place + 1) }));
  const people = value.people.map((it, place) => ({ person: it.person ?? it.key, name: names[place] ?? '' }));
  // A name may run the other way than the words beside it.
  const lacking = lacks(
    value,
    definition,
    facts,
    evaluate,
    (place, field) => `\u2068${names[place]}\u2069: ${t(`person.${field}`)}`,
  );
  const lacksAt = (id: string) => tried && lacking.some((it) => it.id === id);
  const missing = (step: string) => lacking.filter((it) => it.step === step).length;
  const act = definition.transitions[value.transition];

  const open = () => {
    setTried(true);
    if (lacking.length === 0) void give();
    else document.getElementById('missing')?.focus();
  };
  const nameOf = (at: string) => {
    const [, form = '', field = ''] = partsOf(at) ?? [];
    return fieldsOf(definition.sections[form]).find(([name]) => name === field)?.[1].title;
  };
  const idOf = (at: string) => {
    const [, form, field] = partsOf(at) ?? [];
    if (form && field) return controlId(`form-${form}`, field);
    const [, whose] = /^\/(name|sex|birth)/.exec(at) ?? [];
    return whose && refused !== undefined ? `person-${refused}-${whose}` : undefined;
  };
  const personError = (place: number, field: string) => {
    const said = refused === place ? (errorAt(problem, `/${field}`) ?? errorAt(problem, `/${field}/date`)) : undefined;
    return said ?? (lacksAt(`person-${place}-${field}`) ? t('answerThis') : undefined);
  };
  const formError = (form: string, repeat: boolean, field: string) =>
    errorAt(problem, repeat ? `/sections/${form}/0/${field}` : `/sections/${form}/${field}`) ??
    (lacksAt(controlId(`form-${form}`, field)) ? t('answerThis') : undefined);
  const steps = [
    {
      id: 'people',
      title: t('who'),
      missing: missing('people'),
      begun: Boolean(value.people[0] && calledHere(value.people[0])),
    },
    ...forms.map(({ name, section }) => ({
      id: name,
      title: section?.title ?? name,
      missing: missing(name),
      begun: Object.keys(value.sections[name] ?? {}).length > 0,
    })),
  ];

  return (
    <div className={style.columns}>
      <Steps steps={steps} />
      <div className={style.main}>
        <ProblemPanel error={alikeIn(problem).length > 0 ? null : problem} nameOf={nameOf} idOf={idOf} />
        {tried && lacking.length > 0 && <StillMissing lacks={lacking} />}
        <div id="step-people" className={style.main}>
          {value.people.map((it, place) => (
            <PersonPlace
              key={it.key}
              place={place}
              title={place === 0 ? t('who') : (names[place] ?? '')}
              value={it}
              onChange={(next) => setPerson(place, next)}
              onRemove={
                place > 0 && (!it.person || it.called !== undefined)
                  ? () => change((before) => ({ ...before, people: before.people.filter((one) => one.key !== it.key) }))
                  : undefined
              }
              mayLook={can(me, 'name_search', 'read')}
              roles={place === 0 ? [] : roles}
              without={value.people.flatMap((one) => (one.person && one.key !== it.key ? [one.person] : []))}
              alike={refused === place ? alikeIn(problem).map((one) => ({ ...one, id: one.person })) : NOBODY}
              errorOf={(field) => personError(place, field)}
            />
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
              section={name}
              prefix={`form-${name}`}
              fields={fields}
              answers={value.sections[name] ?? {}}
              facts={facts}
              evaluate={evaluate}
              people={people}
              errorOf={(field) => formError(name, section?.repeat ?? false, field)}
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
          <Button kind="primary" isPending={busy} onPress={open}>
            {act?.title ?? t('open')}
          </Button>
          <span className={style.help}>
            {lacking.length > 0 ? t('missing', { count: lacking.length, shown: count(lacking.length) }) : t('ready')}
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
        <Work definition={definition} draft={draft as Drafted} />
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  );
}
