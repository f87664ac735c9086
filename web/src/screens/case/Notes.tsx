/** Notes: written by whoever works on the case; after a while nobody changes them, but adds. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { useDraft } from '../../api/drafts';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { momentInWords } from '../../locale/dates';
import style from './Notes.module.css';

type Note = LineOf<'list_notes'>;

/** One's own note within a day: what stood there before stays in nobody's sight, that it was corrected is said. */
function Correct({ id, note, onClose }: { id: string; note: Note; onClose: () => void }) {
  const { t } = useTranslation(['case', 'common']);
  const [body, setBody] = useState(note.body);
  const correct = useCommand('update_note', { label: 'unsent.did.note', keep: false, onDone: onClose });
  const give = () =>
    correct.mutate({ path: { id, note: note.id }, version: note.version, body: { body: body.trim() } });
  return (
    <Dialog
      title={t('notes.correcting')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button
            kind="primary"
            isPending={correct.isPending}
            isDisabled={!body.trim() || body.trim() === note.body}
            onPress={give}
          >
            {t('notes.saveCorrection')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={correct.error} />
      <TextField label={t('notes.correcting')} lines={6} maxLength={20_000} value={body} onChange={setBody} />
    </Dialog>
  );
}

export function Notes({ id }: { id: string }) {
  const { t } = useTranslation(['case', 'common']);
  const me = useMe();
  const notes = useInfiniteQuery(pages('list_notes', { path: { id } }));
  const draft = useDraft(`note/${id}`, '');
  const [addendum, setAddendum] = useState<string>();
  const write = useCommand('create_note', {
    label: 'unsent.did.note',
    onDone: (outcome) => {
      void draft.drop();
      draft.change(() => '');
      setAddendum(undefined);
      if (outcome.kept) say(t('common:unsent.kept'), { tone: 'kept' });
    },
  });
  const [correcting, setCorrecting] = useState<Note>();
  const lines = notes.data?.pages.flatMap((page) => page.data) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.value.trim()) write.mutate({ path: { id }, body: { body: draft.value.trim(), addendum_to: addendum } });
  };
  const about = lines.find((it) => it.id === addendum);
  return (
    <Sheet title={t('notes.title')}>
      {can(me, 'note', 'create') && (
        <form className={style.form} onSubmit={submit}>
          <ProblemPanel error={write.error} />
          <TextField
            label={about ? t('notes.addTo', { at: momentInWords(about.created_at) }) : t('notes.new')}
            lines={3}
            maxLength={20_000}
            value={draft.value}
            onChange={(next) => draft.change(() => next)}
          />
          <div className={style.acts}>
            <Button type="submit" kind="primary" isPending={write.isPending} isDisabled={!draft.value.trim()}>
              {t('notes.write')}
            </Button>
            {about && <Button onPress={() => setAddendum(undefined)}>{t('common:dialog.cancel')}</Button>}
          </div>
        </form>
      )}
      <ProblemPanel error={notes.error} focus={false} />
      {notes.isPending ? (
        <Skeleton lines={3} />
      ) : (
        <ul className={style.notes}>
          {lines.map((it) => (
            <li key={it.id} data-addendum={it.addendum_to ? '' : undefined}>
              <p className={style.who}>
                <bdi>{it.author_name ?? '—'}</bdi> · {momentInWords(it.created_at)}
                {it.version > 1 && ` · ${t('notes.corrected', { at: momentInWords(it.updated_at) })}`}
              </p>
              <p className={style.body}>{it.body}</p>
              {it.open && it.author === me?.membership && can(me, 'note', 'update') && (
                <Button kind="quiet" size="s" onPress={() => setCorrecting(it)}>
                  {t('notes.correct')}
                </Button>
              )}
              {can(me, 'note', 'create') && (
                <Button kind="quiet" size="s" onPress={() => setAddendum(it.addendum_to ?? it.id)}>
                  {t('notes.add')}
                </Button>
              )}
            </li>
          ))}
          {lines.length === 0 && <li className={style.who}>{t('notes.none')}</li>}
        </ul>
      )}
      {notes.hasNextPage && (
        <div>
          <Button onPress={() => void notes.fetchNextPage()}>{t('timeline.earlier')}</Button>
        </div>
      )}
      {correcting && <Correct id={id} note={correcting} onClose={() => setCorrecting(undefined)} />}
    </Sheet>
  );
}
