/** Changing what is known of a person. Where somebody else was quicker, the two are laid side by side and nothing is lost. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { useCommand } from '../../api/command';
import { errorAt, Problem } from '../../api/problem';
import { queries } from '../../api/query';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import type { Precision } from '../../locale/dates';
import { useChoices } from '../../programme/codes';
import { Conflict } from './Conflict';
import { changes, type Meeting, meet } from './conflict';
import { FACTS, type Person } from './Facts';
import { ExternalIds, Several } from './Several';

type Facts = Pick<Person, (typeof FACTS)[number]>;
const factsOf = (person: Person) => Object.fromEntries(FACTS.map((it) => [it, person[it] ?? null])) as unknown as Facts;

export function FactsEditor({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  // What I saw when I began: held against what stands there when I save.
  const [seen] = useState(person);
  const [form, setForm] = useState(() => factsOf(person));
  const [meeting, setMeeting] = useState<{ meeting: Meeting; now: Person }>();
  const set = (change: Partial<Facts>) => setForm((it) => ({ ...it, ...change }));
  const mine = changes(factsOf(seen), form);

  const save = useCommand('update_person', {
    label: 'unsent.did.change',
    onDone: (it) => {
      say(it.kept ? t('common:unsent.kept') : t('facts.saved'), { tone: it.kept ? 'kept' : 'good' });
      onClose();
    },
    onProblem: (problem) => void (problem instanceof Problem && problem.status === 412 && collide()),
  });
  const send = (body: Record<string, unknown>, version: number) =>
    save.mutate({ path: { id: seen.id }, body: body as Schemas['PersonChange'], version });
  const collide = async () => {
    const now = await ask({ operation: 'get_person', path: { id: seen.id } });
    const met = meet(factsOf(seen), mine, factsOf(now));
    void queries.invalidateQueries({ queryKey: ['get_person'] });
    if (met.clashes.length > 0) return setMeeting({ meeting: met, now });
    if (Object.keys(met.mine).length > 0) return send(met.mine, now.version);
    say(t('facts.saved'));
    onClose();
  };

  const sexes = useChoices('sex', [form.sex]);
  const genders = useChoices('gender', form.gender ? [form.gender] : []);
  const stale = save.error instanceof Problem && save.error.status === 412;
  if (meeting) {
    return (
      <Conflict
        person={seen.id}
        meeting={meeting.meeting}
        onClose={onClose}
        onChosen={(body) => {
          setMeeting(undefined);
          if (Object.keys(body).length > 0) send(body, meeting.now.version);
          else onClose();
        }}
      />
    );
  }
  return (
    <Dialog
      title={t('facts.change')}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button
            kind="primary"
            isPending={save.isPending}
            isDisabled={Object.keys(mine).length === 0}
            onPress={() => send(mine, seen.version)}
          >
            {t('facts.save')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={stale ? null : save.error} />
      <DateField
        label={t('fact.birth')}
        required={false}
        withPrecision
        value={form.birth ? { date: form.birth.date, precision: form.birth.precision as Precision } : null}
        onChange={(birth) => set({ birth })}
        error={errorAt(save.error, '/birth/date') ?? errorAt(save.error, '/birth')}
      />
      <Select label={t('fact.sex')} choices={sexes} value={form.sex} onChange={(it) => set({ sex: it ?? form.sex })} />
      <Select
        label={t('fact.gender')}
        required={false}
        choices={genders}
        value={form.gender ?? null}
        onChange={(gender) => set({ gender })}
      />
      <Several
        label={t('fact.citizenships')}
        list="country"
        values={form.citizenships}
        onChange={(citizenships) => set({ citizenships })}
        error={errorAt(save.error, '/citizenships')}
      />
      <Several
        label={t('fact.languages')}
        list="language"
        values={form.languages}
        onChange={(languages) => set({ languages })}
        error={errorAt(save.error, '/languages')}
      />
      <ExternalIds values={form.external_ids} onChange={(external_ids) => set({ external_ids })} />
      <DateField
        label={t('fact.death_on')}
        required={false}
        value={form.death_on ? { date: form.death_on, precision: 'day' } : null}
        onChange={(it) => set({ death_on: it?.date ?? null })}
        error={errorAt(save.error, '/death_on')}
      />
    </Dialog>
  );
}
