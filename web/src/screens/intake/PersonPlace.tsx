/**
 * One person of a registration: looked for first, then either found here already or written down anew. Whoever is written down is held against
 * those who are here once more when enough is known of them, and by the service in the end.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { Button } from '../../design/Button';
import { Select } from '../../design/Field';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { useLanguage } from '../../locale/language';
import { usePeople } from '../find/search';
import { useSettled } from '../find/typed';
import { calledIn } from '../people/names';
import { type Candidate, Candidates } from './Candidates';
import { begun, chosen, isOpen, missingOfPerson, newPerson, type PersonDraft, whole } from './draft';
import { Found } from './Found';
import style from './Intake.module.css';
import { Looking } from './Looking';
import { PersonFields } from './PersonFields';

/** As alike as this, somebody is worth a look before the service asks for one. */
const ALIKE = 0.8;

interface Props {
  place: number;
  title: string;
  value: PersonDraft;
  onChange: (change: (before: PersonDraft) => PersonDraft) => void;
  /** Takes the person out of the case; the first one stays. */
  onRemove?: () => void;
  /** Whether this member may look people up. */
  mayLook: boolean;
  roles: readonly { value: string; label: string }[];
  /** Those who are in this case already. */
  without: readonly string[];
  /** Whom the service took them for. */
  alike: readonly Candidate[];
  errorOf: (field: string) => string | undefined;
}

/** Those who are very like what is written so far, and whom the member has not looked at yet. */
function useAlike(it: PersonDraft, mayLook: boolean): Candidate[] {
  const complete = mayLook && !it.person && !isOpen(it) && missingOfPerson(it).length === 0;
  const name = useSettled(whole(it.name));
  const found = usePeople(name, { sex: it.sex ?? undefined, birth: it.birth ?? undefined }, complete && name !== '');
  if (!complete) return [];
  return (found.data?.data ?? []).filter((one) => one.score >= ALIKE).map((one) => ({ ...one, known: one }));
}

export function PersonPlace(props: Props) {
  const { place, title, value, onChange, onRemove, mayLook, roles, without, alike, errorOf } = props;
  const { t } = useTranslation(['intake', 'people']);
  const language = useLanguage();
  const close = useAlike(value, mayLook);
  const maybe = [...alike, ...close.filter((it) => !alike.some((one) => one.id === it.id))].filter(
    (it) => !value.seen.includes(it.id) && !without.includes(it.id),
  );
  const [failed, setFailed] = useState<unknown>();
  const choose = async (id: string) => {
    setFailed(undefined);
    const person = await ask({ operation: 'get_person', path: { id } }).catch(setFailed);
    if (!person) return;
    onChange((before) => chosen(before, person, calledIn(person.names, language)?.as_written ?? t('people:nameless')));
  };
  const none = (looked: string, seen: readonly string[]) => onChange((before) => begun(before, looked, seen));
  const again = () => onChange((before) => ({ ...newPerson(before.role), key: before.key }));
  const open = mayLook && isOpen(value);
  return (
    <Sheet
      title={title}
      aside={
        <span className={style.acts}>
          {value.called !== undefined && (
            <Button kind="quiet" size="s" onPress={again}>
              {t('look.again')}
            </Button>
          )}
          {onRemove && (
            <Button kind="quiet" size="s" onPress={onRemove}>
              {t('person.remove')}
            </Button>
          )}
        </span>
      }
    >
      <ProblemPanel error={failed} />
      {open && (
        <Looking
          id={`person-${place}-who`}
          without={without}
          error={errorOf('who')}
          onChoose={(id) => void choose(id)}
          onNew={none}
        />
      )}
      {value.called !== undefined && value.person && (
        <>
          {roles.length > 0 && (
            <Select
              label={t('person.role')}
              width="medium"
              choices={roles}
              value={value.role}
              onChange={(role) => role && onChange((before) => ({ ...before, role }))}
            />
          )}
          <Found person={value.person} />
        </>
      )}
      {value.called === undefined && value.person && <p className={style.help}>{t('person.registered')}</p>}
      {!open && value.called === undefined && (
        <PersonFields
          prefix={`person-${place}`}
          value={value}
          isDisabled={Boolean(value.person)}
          roles={roles}
          onChange={(part) => onChange((before) => ({ ...before, ...part }))}
          errorOf={errorOf}
        />
      )}
      {maybe.length > 0 && !value.person && (
        <section className={style.maybe} id={`person-${place}-alike`} tabIndex={-1} aria-label={t('look.maybe')}>
          <h3>{t('look.maybe')}</h3>
          <p className={style.help}>{t('look.maybeDetail')}</p>
          <Candidates people={maybe} onChoose={(id) => void choose(id)} />
          <div>
            <Button
              onPress={() =>
                none(
                  '',
                  maybe.map((it) => it.id),
                )
              }
            >
              {t('look.nobodyOfThem')}
            </Button>
          </div>
        </section>
      )}
    </Sheet>
  );
}
