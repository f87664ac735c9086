/** Calling a sitting: when, where, and what comes on its docket. The papers are frozen with it. */
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { MomentField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { count } from '../../locale/dates';
import { useQuestions } from './body';
import style from './Commission.module.css';
import { instantOf } from './room';

interface Props {
  body: string;
  waiting: readonly LineOf<'list_items'>[];
  onClose: () => void;
}

export function CallDialog({ body, waiting, onClose }: Props) {
  const { t } = useTranslation(['commission', 'common']);
  const navigate = useNavigate();
  const questions = useQuestions();
  const [at, setAt] = useState<string | null>(null);
  const [place, setPlace] = useState('');
  const call = useCommand('call_sitting', {
    label: 'unsent.did.change',
    touches: ['list_sittings', 'list_items'],
    keep: false,
    onDone: (it) => {
      onClose();
      if (!it.kept) void navigate({ to: '/commission/sittings/$id', params: { id: it.answer.id } });
    },
  });
  // What is urgent heads the docket.
  const ordered = [...waiting].sort((a, b) => Number(b.urgent) - Number(a.urgent));
  return (
    <Dialog
      title={t('call.open')}
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
            isPending={call.isPending}
            isDisabled={!at}
            onPress={() =>
              at && call.mutate({ body: { body, called_for: instantOf(at), place: place.trim() || undefined } })
            }
          >
            {t('call.open')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={call.error} />
      <MomentField label={t('call.when')} value={at} onChange={setAt} error={errorAt(call.error, '/called_for')} />
      <TextField label={t('call.where')} required={false} value={place} onChange={setPlace} maxLength={200} />
      <h3>{t('call.docket', { count: ordered.length, shown: count(ordered.length) })}</h3>
      <p className={style.soft}>{t('call.frozen')}</p>
      <ul className={style.lines}>
        {ordered.map((it) => (
          <li key={it.id}>
            <span className={style.main}>
              <span className={`number ${style.strong}`}>{it.case_number}</span>{' '}
              <span className={style.soft}>{questions(it.question).title}</span>
            </span>
            {it.urgent && <Chip tone="warn">{t('urgent')}</Chip>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
