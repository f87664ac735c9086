/** By which version of its programme a case goes on; whoever answers for it moves it to another that fits. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { digits } from '../../locale/dates';
import type { CaseView } from './view';

function Move({ it, others, onClose }: { it: CaseView; others: readonly number[]; onClose: () => void }) {
  const { t } = useTranslation(['case', 'common']);
  const [version, setVersion] = useState<string | null>(String(others.at(-1)));
  const [reason, setReason] = useState('');
  const move = useCommand('move_case', {
    label: 'unsent.did.change',
    keep: false,
    onDone: () => {
      say(t('version.moved'));
      onClose();
    },
  });
  const give = () =>
    move.mutate({
      path: { id: it.id },
      version: it.version,
      body: { version: Number(version), reason: reason.trim() },
    });
  return (
    <Dialog
      title={t('version.move')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button kind="primary" isPending={move.isPending} isDisabled={!version || !reason.trim()} onPress={give}>
            {t('version.move')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={move.error} />
      <p>{t('version.explain')}</p>
      <Select
        label={t('version.to')}
        width="short"
        choices={others.map((one) => ({ value: String(one), label: digits(one) }))}
        value={version}
        onChange={setVersion}
        error={errorAt(move.error, '/version')}
      />
      <TextField
        label={t('assignment.why')}
        lines={2}
        maxLength={2000}
        value={reason}
        onChange={setReason}
        error={errorAt(move.error, '/reason')}
      />
    </Dialog>
  );
}

export function Version({ it }: { it: CaseView }) {
  const { t } = useTranslation('case');
  const me = useMe();
  const [moving, setMoving] = useState(false);
  const programmes = useQuery({ ...query('list_programmes'), staleTime: 5 * 60_000 }).data?.data;
  const versions = programmes?.find((one) => one.id === it.programme)?.versions ?? [];
  const others = versions.filter((one) => one !== it.programme_version);
  if (others.length === 0) return null;
  return (
    <div>
      <dt>{t('version.title')}</dt>
      <dd>
        {digits(it.programme_version)}{' '}
        {can(me, 'case', 'approve') && it.phase !== 'closed' && (
          <Button size="s" kind="quiet" onPress={() => setMoving(true)}>
            {t('version.move')}
          </Button>
        )}
      </dd>
      {moving && <Move it={it} others={others} onClose={() => setMoving(false)} />}
    </div>
  );
}
