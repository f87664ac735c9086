/** What is to be done in this case by whom: the programme's tasks and those written by hand. */
import { Check, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { type DatedValue, DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, today } from '../../locale/dates';
import type { Definition } from '../../programme/definition';
import style from './Aside.module.css';
import type { CaseView } from './view';

function NewTask({ id, definition, onClose }: { id: string; definition: Definition; onClose: () => void }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const [title, setTitle] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const [due, setDue] = useState<DatedValue | null>(null);
  const write = useCommand('create_task', { label: 'unsent.did.task', touches: ['get_work'], onDone: onClose });
  const roles = Object.entries(definition.words.roles).map(([value, label]) => ({ value, label }));
  const submit = () =>
    write.mutate({
      path: { id },
      body: {
        title: title.trim(),
        for_role: role ?? undefined,
        assigned_to: role ? undefined : me?.membership,
        due_on: due?.date,
      },
    });
  return (
    <Dialog
      title={t('tasks.new')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button kind="primary" isDisabled={!title.trim()} isPending={write.isPending} onPress={submit}>
            {t('tasks.add')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={write.error} />
      <TextField label={t('tasks.what')} value={title} onChange={setTitle} error={errorAt(write.error, '/title')} />
      <Select
        label={t('tasks.who')}
        choices={roles}
        empty={t('tasks.me')}
        value={role}
        onChange={setRole}
        error={errorAt(write.error, '/for_role')}
      />
      <DateField
        label={t('tasks.due')}
        required={false}
        value={due}
        onChange={setDue}
        error={errorAt(write.error, '/due_on')}
      />
    </Dialog>
  );
}

export function Tasks({ it, definition }: { it: CaseView; definition: Definition }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const [asked, setAsked] = useState(false);
  const finish = useCommand('update_task', { label: 'unsent.did.task', touches: ['get_work'] });
  const now = today();
  const tasks = it.tasks.filter((one) => !one.task?.startsWith('approve:'));
  const may = can(me, 'task', 'update');
  return (
    <Sheet
      title={t('tasks.title')}
      aside={
        can(me, 'task', 'create') && (
          <Button kind="quiet" size="s" icon={<Plus />} aria-label={t('tasks.new')} onPress={() => setAsked(true)} />
        )
      }
    >
      <ProblemPanel error={finish.error} />
      <ul className={style.list}>
        {tasks.map((one) => (
          <li key={one.id} className={style.item}>
            <div className={style.row}>
              <p className={style.main}>{one.title}</p>
              {may && (
                <Button
                  size="s"
                  icon={<Check />}
                  aria-label={t('tasks.finish', { title: one.title })}
                  isPending={finish.isPending && finish.variables.path.task === one.id}
                  onPress={() =>
                    finish.mutate({ path: { id: it.id, task: one.id }, version: one.version, body: { done: true } })
                  }
                />
              )}
            </div>
            <p className={style.soft}>
              {one.assigned_to === me?.membership ? t('tasks.me') : (definition.words.roles[one.for_role] ?? '')}
              {one.due_on && ` · ${t('tasks.until', { day: dateInWords(one.due_on) })}`}{' '}
              {one.due_on && one.due_on < now && <Chip tone="bad">{t('tasks.late')}</Chip>}
            </p>
          </li>
        ))}
        {tasks.length === 0 && <li className={style.soft}>{t('tasks.none')}</li>}
      </ul>
      {asked && <NewTask id={it.id} definition={definition} onClose={() => setAsked(false)} />}
    </Sheet>
  );
}
