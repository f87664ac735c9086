/** The minutes of a closed sitting. They begin with what is known already: who was there, and what became of each item. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { count, momentInWords } from '../../locale/dates';
import { useTitle } from './body';
import type { Sitting } from './room';

function useDraft(sitting: Sitting): string {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const present = sitting.attendance.map(
    (it) => `– ${title(it.institution)}: ${it.full_name ?? ''} (${t(`capacity.${it.capacity}`)})`,
  );
  const items = sitting.docket.map((it) => {
    const became = it.outcome ? t(`outcome.${it.outcome}`) : t(`item.${it.state}`);
    return `${count(it.position)}. ${it.case_number}: ${became}`;
  });
  return [
    `${title(sitting.body_title)}, ${momentInWords(sitting.called_for)}${sitting.place ? `, ${sitting.place}` : ''}`,
    '',
    t('attendance.title'),
    ...present,
    '',
    t('docket.title'),
    ...items,
    '',
  ].join('\n');
}

export function MinutesDialog({ sitting, onClose }: { sitting: Sitting; onClose: () => void }) {
  const { t } = useTranslation(['commission', 'common']);
  const draft = useDraft(sitting);
  const [text, setText] = useState(draft);
  const write = useCommand('minute_sitting', {
    label: 'unsent.did.change',
    touches: ['get_sitting', 'list_sittings'],
    onDone: onClose,
  });
  return (
    <Dialog
      title={t('minutes.write')}
      isOpen
      keep
      wide
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button
            kind="primary"
            isPending={write.isPending}
            isDisabled={!text.trim()}
            onPress={() => write.mutate({ path: { id: sitting.id }, body: { minutes: text.trim() } })}
          >
            {t('minutes.save')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={write.error} />
      <TextField
        label={t('minutes.title')}
        help={t('minutes.help')}
        lines={16}
        value={text}
        onChange={setText}
        error={errorAt(write.error, '/minutes')}
      />
    </Dialog>
  );
}
