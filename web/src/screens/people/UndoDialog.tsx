/** The frame of taking something back: what will be, what was done since, and why it is taken back. */
import { type ReactNode, useState } from 'react';
import { errorAt } from '../../api/problem';
import { TextField } from '../../design/Field';
import { EntryDialog } from './EntryDialog';

interface Props {
  title: string;
  explain: string;
  /** The question for the reason. */
  asks: string;
  error: unknown;
  pending: boolean;
  onUndo: (reason: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

export function UndoDialog({ title, explain, asks, error, pending, onUndo, onClose, children }: Props) {
  const [typed, setTyped] = useState('');
  const reason = typed.trim();
  return (
    <EntryDialog
      title={title}
      does={title}
      error={error}
      pending={pending}
      whole={reason !== ''}
      onSave={() => onUndo(reason)}
      onClose={onClose}
    >
      <p>{explain}</p>
      {children}
      <TextField
        label={asks}
        lines={3}
        value={typed}
        onChange={setTyped}
        error={errorAt(error, '/reason')}
        maxLength={500}
      />
    </EntryDialog>
  );
}
