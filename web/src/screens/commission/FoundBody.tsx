/** Founding a body that a programme asks: its key, its parameters and its names come from the programme, and nobody types them. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { RadioGroup } from '../../design/Choices';
import { EntryDialog } from '../people/EntryDialog';
import { type Asked, bodiesOf, type Questions } from './asked';
import { useTitle } from './body';

/** The bodies that enabled programmes ask and that do not stand yet. */
export function useBodiesToFound(standing: readonly string[]): Asked[] {
  const programmes = useQuery(query('list_programmes'));
  const enabled = (programmes.data?.data ?? []).filter((it) => it.enabled);
  const found = useQueries({
    queries: enabled.map((it) =>
      query('get_programme_version', { path: { programme: it.id, version: it.enabled_version ?? it.version } }),
    ),
  });
  return bodiesOf(found.map((it) => (it.data as { bodies?: Questions } | undefined)?.bodies ?? {})).filter(
    (it) => !standing.includes(it.key),
  );
}

export function FoundBody({ asked, onClose }: { asked: readonly Asked[]; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const [key, setKey] = useState<string | null>(asked[0]?.key ?? null);
  const found = useCommand('create_body', {
    label: 'unsent.did.change',
    touches: ['list_bodies'],
    keep: false,
    onDone: onClose,
  });
  const chosen = asked.find((it) => it.key === key);
  return (
    <EntryDialog
      title={t('found.title')}
      does={t('found.do')}
      error={found.error}
      pending={found.isPending}
      whole={chosen !== undefined}
      onSave={() =>
        chosen &&
        found.mutate({ body: { key: chosen.key, parameters: chosen.parameters, title: chosen.titles as never } })
      }
      onClose={onClose}
    >
      <p>{t('found.explain')}</p>
      <RadioGroup
        label={t('found.which')}
        choices={asked.map((it) => ({ value: it.key, label: title(it.titles) }))}
        value={key}
        onChange={setKey}
      />
    </EntryDialog>
  );
}
