/** Writing down what a person asks about their data: what, in which words, who asks and how. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { Button } from '../../design/Button';
import { RadioGroup } from '../../design/Choices';
import { ComboBox } from '../../design/ComboBox';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { dateInWords, today } from '../../locale/dates';
import { useChoices } from '../../programme/codes';
import type { Channel } from './Request';
import type { Kind } from './Requests';

const KINDS: readonly Kind[] = ['copy', 'correction', 'restriction'];
const CHANNELS: readonly Channel[] = ['in-person', 'letter', 'phone', 'email', 'messenger'];
const ASKERS = ['self', 'guardian', 'representative'] as const;

export function RecordRequest({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const countries = useChoices('country');
  const [kind, setKind] = useState<string | null>(null);
  const [what, setWhat] = useState('');
  const [channel, setChannel] = useState<string | null>('in-person');
  const [asker, setAsker] = useState<(typeof ASKERS)[number]>('self');
  const [representative, setRepresentative] = useState('');
  const [country, setCountry] = useState<string | null>(null);
  const [askedOn, setAskedOn] = useState<string | null>(today());
  const record = useCommand('record_subject_request', {
    label: 'unsent.did.change',
    touches: ['list_subject_requests'],
    onDone: (outcome) => {
      if (outcome.kept) say(t('common:unsent.kept'), { tone: 'kept' });
      else say(t('request.recorded', { day: dateInWords(outcome.answer.due_on) }));
      onClose();
    },
  });
  const byOther = asker !== 'self';
  const whole = kind !== null && what.trim() !== '' && channel !== null && (!byOther || representative.trim() !== '');
  const save = () =>
    record.mutate({
      path: { id: person },
      body: {
        kind: kind as Kind,
        what: what.trim(),
        channel: channel as Channel,
        asked_on: askedOn ?? undefined,
        representative: byOther ? representative.trim() : undefined,
        by_guardian: asker === 'guardian',
        representative_country: asker === 'representative' && country ? country : undefined,
      },
    });
  return (
    <Dialog
      title={t('request.record')}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button kind="primary" isPending={record.isPending} isDisabled={!whole} onPress={save}>
            {t('request.record')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={record.error} />
      <RadioGroup
        label={t('request.asks')}
        choices={KINDS.map((it) => ({ value: it, label: t(`request.kindLong.${it}`) }))}
        value={kind}
        onChange={setKind}
      />
      <TextField
        label={t('request.what')}
        help={t('request.whatHelp')}
        lines={3}
        maxLength={2000}
        value={what}
        onChange={setWhat}
        error={errorAt(record.error, '/what')}
      />
      <Select
        label={t('request.channel')}
        choices={CHANNELS.map((it) => ({ value: it, label: t(`request.channels.${it}`) }))}
        value={channel}
        onChange={setChannel}
      />
      <DateField
        label={t('request.askedOn')}
        withToday
        value={askedOn ? { date: askedOn, precision: 'day' } : null}
        onChange={(it) => setAskedOn(it?.date ?? null)}
        error={errorAt(record.error, '/asked_on')}
      />
      <RadioGroup
        label={t('request.by')}
        choices={ASKERS.map((it) => ({ value: it, label: t(`request.askedBy.${it}`) }))}
        value={asker}
        onChange={(it) => setAsker(ASKERS.find((one) => one === it) ?? 'self')}
      />
      {byOther && (
        <TextField
          label={t('request.representative')}
          maxLength={200}
          value={representative}
          onChange={setRepresentative}
          error={errorAt(record.error, '/representative')}
        />
      )}
      {asker === 'representative' && (
        <ComboBox
          label={t('request.country')}
          help={t('request.countryHelp')}
          required={false}
          choices={countries}
          value={country}
          onChange={setCountry}
          error={errorAt(record.error, '/representative_country')}
        />
      )}
    </Dialog>
  );
}
