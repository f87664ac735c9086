/** What can be done next, as buttons; and what cannot be done yet, with what is missing, each a way to where it is put right. */
import { Link } from '@tanstack/react-router';
import { ArrowRight, ChevronDown, CircleSlash, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Sheet } from '../../design/Page';
import { count } from '../../locale/dates';
import { type Definition, fieldsOf } from '../../programme/definition';
import { ActPanel } from './ActPanel';
import style from './Next.module.css';
import type { CaseView } from './view';
import { nextOf } from './way';

type Possible = Schemas['AllowedTransition'];

/** Questions that are not answered yet, by form. */
function Missing({ it, definition, id }: { it: Possible; definition: Definition; id: string }) {
  const { t } = useTranslation('case');
  const forms = new Map<string, string[]>();
  for (const path of it.missing) {
    const [form = '', field] = path.split('.');
    forms.set(form, [...(forms.get(form) ?? []), ...(field ? [field] : [])]);
  }
  return (
    <>
      {[...forms].map(([form, fields]) => {
        const section = definition.sections[form];
        const titles = fieldsOf(section)
          .filter(([name]) => fields.includes(name))
          .map(([, field]) => field.title);
        return (
          <li key={form}>
            <Link to="/cases/$id" params={{ id }} search={{ side: 'forms', form }}>
              {section?.title ?? form}
            </Link>
            {titles.length > 0 ? `: ${titles.join(', ')}` : ` ${t('next.notWritten')}`}
          </li>
        );
      })}
      {it.failing.map((rule) => (
        <li key={rule.rule}>{rule.says}</li>
      ))}
    </>
  );
}

function NotYet({ acts, definition, id }: { acts: readonly Possible[]; definition: Definition; id: string }) {
  const { t } = useTranslation('case');
  const [open, setOpen] = useState(false);
  const shown = open ? acts : acts.slice(0, 2);
  return (
    <div className={style.notYet}>
      <h3>{t('next.notYet')}</h3>
      <ul className={style.blocked}>
        {shown.map((it) => (
          <li key={it.transition}>
            <p>
              <CircleSlash aria-hidden="true" />
              {it.title}
            </p>
            <ul className={style.why}>
              <Missing it={it} definition={definition} id={id} />
            </ul>
          </li>
        ))}
      </ul>
      {acts.length > shown.length && (
        <Button kind="quiet" size="s" icon={<ChevronDown />} onPress={() => setOpen(true)}>
          {t('next.more', { count: acts.length - shown.length, shown: count(acts.length - shown.length) })}
        </Button>
      )}
    </div>
  );
}

function Quiet({ title, acts, onAct }: { title: string; acts: readonly Possible[]; onAct: (act: Possible) => void }) {
  if (acts.length === 0) return null;
  return (
    <div>
      <h3 className={style.small}>{title}</h3>
      <div className={style.quiet}>
        {acts.map((one) => (
          <Button
            key={one.transition}
            kind="quiet"
            size="s"
            icon={<ArrowRight className={style.turn} />}
            onPress={() => onAct(one)}
          >
            {one.title}
          </Button>
        ))}
      </div>
    </div>
  );
}

export function Next({ it, definition }: { it: CaseView; definition: Definition }) {
  const { t } = useTranslation('case');
  const me = useMe();
  const [act, setAct] = useState<Possible>();
  const proposal = it.proposal?.transition;
  const onPath = nextOf(definition, it.state);
  // What leads on along the path comes first, whether it can be done already or not.
  const rank = (one: Possible) => (one.to === onPath ? 0 : one.to !== it.state ? 1 : 2);
  const acts = [...it.allowed_transitions].sort((a, b) => rank(a) - rank(b));
  const ready = acts.filter((one) => one.ready && one.transition !== proposal);
  const blocked = acts.filter((one) => !one.ready);
  const isEnd = (one: Possible) => definition.states[one.to]?.final === true && one.to !== onPath;
  const moves = ready.filter((one) => one.to !== it.state && !isEnd(one));
  const beside = ready.filter((one) => one.to === it.state);
  const ends = ready.filter((one) => one.to !== it.state && isEnd(one));
  const confirm = it.allowed_transitions.find(
    (one) => one.transition === proposal && one.ready && it.proposal?.proposed_by !== me?.membership,
  );
  if (it.allowed_transitions.length === 0 && !it.proposal) return null;
  return (
    <>
      {it.proposal && (
        <section className={style.proposal}>
          <UsersRound aria-hidden="true" />
          <div>
            <h2>{t('proposal.title', { act: it.proposal.title })}</h2>
            <p>{it.proposal.reason ?? t('proposal.explain')}</p>
          </div>
          {confirm && (
            <Button kind="primary" onPress={() => setAct(confirm)}>
              {t('proposal.confirm')}
            </Button>
          )}
        </section>
      )}
      {it.allowed_transitions.length > 0 && (
        <Sheet title={t('next.title')}>
          {ready.length === 0 && <p className={style.none}>{t('next.none')}</p>}
          {moves.length > 0 && (
            <div className={style.acts}>
              {moves.map((one) => (
                <Button key={one.transition} kind={one.to === onPath ? 'primary' : 'plain'} onPress={() => setAct(one)}>
                  {one.title}
                </Button>
              ))}
            </div>
          )}
          {blocked.length > 0 && <NotYet acts={blocked} definition={definition} id={it.id} />}
          <Quiet title={t('next.beside')} acts={beside} onAct={setAct} />
          <Quiet title={t('next.ends')} acts={ends} onAct={setAct} />
        </Sheet>
      )}
      {act && (
        <ActPanel key={act.transition} act={act} it={it} definition={definition} onClose={() => setAct(undefined)} />
      )}
    </>
  );
}
