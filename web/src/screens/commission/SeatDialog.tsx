/** A seat of a body: a new one, or another name for one, or whether it chairs. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { LineOf } from '../../api/types';
import { Checkbox } from '../../design/Choices';
import { TextField } from '../../design/Field';
import { LANGUAGES, type Language } from '../../locale/language';
import { EntryDialog } from '../people/EntryDialog';
import type { Words } from './room';

type Titles = Record<Language, string>;
const NONE: Titles = { tg: '', ru: '', en: '', fa: '' };

interface Props {
  body: string;
  /** The seat that is changed; without one, a new one is made. */
  seat?: LineOf<'list_seats'>;
  onClose: () => void;
}

export function SeatDialog({ body, seat, onClose }: Props) {
  const { t } = useTranslation('commission');
  const [titles, setTitles] = useState<Titles>({ ...NONE, ...(seat?.institution as Words | undefined) });
  const [chair, setChair] = useState(seat?.is_chair ?? false);
  const manner = { label: 'unsent.did.change', touches: ['list_seats', 'list_bodies'], keep: false, onDone: onClose };
  const create = useCommand('create_seat', manner);
  const update = useCommand('update_seat', manner);
  const { error, isPending } = seat ? update : create;
  const save = () => {
    const institution = titles as never;
    if (seat) update.mutate({ path: { id: seat.id }, version: seat.version, body: { institution, is_chair: chair } });
    else create.mutate({ path: { id: body }, body: { institution, is_chair: chair } });
  };
  return (
    <EntryDialog
      title={seat ? t('seats.change') : t('seats.new')}
      does={seat ? undefined : t('seats.new')}
      error={error}
      pending={isPending}
      whole={LANGUAGES.every((it) => titles[it].trim() !== '')}
      onSave={save}
      onClose={onClose}
    >
      <p>{t('seats.newExplain')}</p>
      {LANGUAGES.map((it) => (
        <TextField
          key={it}
          label={t(`seats.in.${it}`)}
          lang={it}
          dir={it === 'fa' ? 'rtl' : 'ltr'}
          value={titles[it]}
          onChange={(text) => setTitles((before) => ({ ...before, [it]: text }))}
          error={errorAt(error, `/institution/${it}`)}
          maxLength={200}
        />
      ))}
      <Checkbox isSelected={chair} onChange={setChair}>
        {t('seats.chairs')}
      </Checkbox>
    </EntryDialog>
  );
}
