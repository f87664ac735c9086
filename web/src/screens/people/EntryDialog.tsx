/** The frame of every dialog that adds to a person's file or changes what stands there. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { ProblemPanel } from '../../design/Problem';

interface Props {
  title: string;
  error: unknown;
  pending: boolean;
  whole: boolean;
  /** What the button does; without it, "save". */
  does?: string;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function EntryDialog({ title, error, pending, whole, does, onSave, onClose, children }: Props) {
  const { t } = useTranslation(['people', 'common']);
  const stale = error instanceof Problem && error.status === 412;
  return (
    <Dialog
      title={title}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button kind="primary" isPending={pending} isDisabled={!whole || stale} onPress={onSave}>
            {does ?? t('facts.save')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={error} />
      {stale && <p>{t('entry.stale')}</p>}
      {children}
    </Dialog>
  );
}

/** A form without what was left empty: a thing is said as a whole, and nothing is not said. */
export function filled<T extends object>(form: T): T {
  const said = Object.entries(form).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return Object.fromEntries(said) as T;
}
