/** The households of a person over time: who lived with whom, from when to when, and who heads it. */
import { useQuery } from '@tanstack/react-query';
import { House, Merge, Plus, Split } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { LineOf, Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, today } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { FoundDialog, JoinDialog, LeaveDialog, MoveInDialog } from './HouseholdDialogs';
import style from './Households.module.css';
import personStyle from './Person.module.css';
import { PersonLink } from './PersonName';
import { SplitDialog } from './SplitDialog';
import { dayBefore, spanOf } from './span';

type Member = LineOf<'list_household_members'>;
type OfPerson = LineOf<'list_households_of_person'>;
type Act = { kind: 'join' } | { kind: 'moveIn' } | { kind: 'split' } | { kind: 'leave'; member: Member };

function Days({ it }: { it: { joined_on: string; left_on?: string | null } }) {
  const { t } = useTranslation('people');
  return (
    <span className={style.days}>
      {it.left_on
        ? t('household.fromTo', { from: dateInWords(it.joined_on), to: dateInWords(dayBefore(it.left_on)) })
        : t('household.since', { day: dateInWords(it.joined_on) })}
    </span>
  );
}

function Household({ of, person, mayChange }: { of: OfPerson; person: string; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const kind = useWords('household-type');
  const tie = useWords('relationship-type');
  const [act, setAct] = useState<Act>();
  const household = useQuery(query('get_household', { path: { id: of.id } }));
  const members = useQuery(query('list_household_members', { path: { id: of.id } }));
  const change = useCommand('update_household', { label: 'unsent.did.change' });
  const all = [...(members.data?.data ?? [])].sort((a, b) => a.joined_on.localeCompare(b.joined_on));
  const here = all.filter((it) => !it.left_on || it.left_on > today());
  const head = household.data?.head;
  const name = (it: Member) => (
    <>
      <PersonLink id={it.person} />
      {it.person === head && <Chip tone="accent">{t('household.head')}</Chip>}
      {it.person === person && <Chip>{t('household.this')}</Chip>}
    </>
  );
  return (
    <Sheet
      title={kind(of.kind)}
      aside={
        <span className={personStyle.acts}>
          {of.left_on ? <Chip>{t('household.past')}</Chip> : <Chip tone="good">{t('household.now')}</Chip>}
          {mayChange && !of.left_on && (
            <Button size="s" icon={<Plus />} onPress={() => setAct({ kind: 'join' })}>
              {t('household.join')}
            </Button>
          )}
          {mayChange && !of.left_on && (
            <Button size="s" icon={<Merge />} onPress={() => setAct({ kind: 'moveIn' })}>
              {t('household.moveIn')}
            </Button>
          )}
          {mayChange && here.length > 1 && (
            <Button size="s" icon={<Split />} onPress={() => setAct({ kind: 'split' })}>
              {t('household.split')}
            </Button>
          )}
        </span>
      }
    >
      <ProblemPanel error={household.error ?? members.error ?? change.error} focus={false} />
      {household.data?.note && <p>{household.data.note}</p>}
      {members.isPending ? (
        <Skeleton />
      ) : (
        <ul className={style.members}>
          {all.map((it) => (
            <li key={it.id} data-gone={it.left_on ? true : undefined}>
              <div className={style.who}>{name(it)}</div>
              <div className={style.tie}>{it.person === head ? '' : tie(it.relationship)}</div>
              <div className={style.time}>
                <Days it={it} />
                <span className={style.bar} aria-hidden="true">
                  <span className={style.span} style={spanOf(it, all, today())} />
                </span>
              </div>
              {mayChange && !it.left_on && (
                <div className={personStyle.acts}>
                  {it.person !== head && household.data && (
                    <Button
                      size="s"
                      kind="quiet"
                      isPending={change.isPending}
                      onPress={() =>
                        change.mutate({
                          path: { id: of.id },
                          body: { head: it.person },
                          version: household.data.version,
                        })
                      }
                    >
                      {t('household.makeHead')}
                    </Button>
                  )}
                  <Button size="s" kind="quiet" onPress={() => setAct({ kind: 'leave', member: it })}>
                    {t('household.leave')}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {act?.kind === 'join' && (
        <JoinDialog household={of.id} person={person} members={all} onClose={() => setAct(undefined)} />
      )}
      {act?.kind === 'moveIn' && (
        <MoveInDialog household={of.id} person={person} members={all} onClose={() => setAct(undefined)} />
      )}
      {act?.kind === 'split' && (
        <SplitDialog
          household={of.id}
          kind={of.kind}
          members={here.map((it) => it.person)}
          onClose={() => setAct(undefined)}
        />
      )}
      {act?.kind === 'leave' && <LeaveDialog household={of.id} member={act.member} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}

export function Households({ person, mayChange }: { person: Schemas['PersonView']; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const [founding, setFounding] = useState(false);
  const found = useQuery(query('list_households_of_person', { path: { id: person.id }, query: { limit: 50 } }));
  if (found.isPending) return <Skeleton />;
  const all = found.data?.data ?? [];
  const action = mayChange && (
    <Button icon={<Plus />} onPress={() => setFounding(true)}>
      {t('household.found')}
    </Button>
  );
  return (
    <div className={personStyle.stack}>
      <ProblemPanel error={found.error} focus={false} />
      {all.length === 0 ? (
        <Sheet>
          <Empty icon={House} title={t('household.none')} action={action} />
        </Sheet>
      ) : (
        <>
          {all.map((it) => (
            <Household key={it.member} of={it} person={person.id} mayChange={mayChange} />
          ))}
          <div>{action}</div>
        </>
      )}
      {founding && <FoundDialog person={person.id} onClose={() => setFounding(false)} />}
    </div>
  );
}
