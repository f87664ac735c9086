/** Family ties and guardianship: who is what to this person, on which basis, since and until when. */
import { useQuery } from '@tanstack/react-query';
import { Plus, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { DateField } from '../../design/DateField';
import { Select } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, today } from '../../locale/dates';
import { useChoices, useWords } from '../../programme/codes';
import { EntryDialog } from './EntryDialog';
import style from './Person.module.css';
import { PersonLink } from './PersonName';
import { PersonPicker } from './PersonPicker';
import { TakeAway } from './TakeAway';

type Tie = LineOf<'list_relationships'>;

/** A new tie; or, of one that stands, its basis and its days: who it is between is said by another tie. */
function TieDialog({ person, tie, onClose }: { person: string; tie?: Tie; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [to, setTo] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const [basis, setBasis] = useState<string | null>(tie?.legal_basis ?? null);
  const [from, setFrom] = useState(tie?.from ?? undefined);
  const [until, setUntil] = useState(tie?.until ?? undefined);
  const kinds = useChoices('relationship-type');
  const bases = useChoices('legal-basis');
  const manner = { label: 'unsent.did.change', touches: ['get_history'], onDone: onClose };
  const add = useCommand('add_relationship', manner);
  const change = useCommand('put_relationship', manner);
  const { error, isPending } = tie ? change : add;
  const terms = { legal_basis: basis ?? undefined, from, until };
  const save = () => {
    if (tie) change.mutate({ path: { id: person, relationship: tie.id }, version: tie.version, body: terms });
    else if (to && kind) add.mutate({ path: { id: person }, body: { to, kind, ...terms } });
  };
  return (
    <EntryDialog
      title={t(tie ? 'tie.change' : 'tie.add')}
      error={error}
      pending={isPending}
      whole={Boolean(tie || (to && kind))}
      onSave={save}
      onClose={onClose}
    >
      {!tie && (
        <>
          <Select
            label={t('tie.kind')}
            choices={kinds}
            value={kind}
            onChange={setKind}
            error={errorAt(error, '/kind')}
          />
          <PersonPicker label={t('tie.to')} person={person} value={to} onChange={setTo} error={errorAt(error, '/to')} />
        </>
      )}
      <Select
        label={t('tie.basis')}
        required={false}
        choices={bases}
        value={basis}
        onChange={setBasis}
        error={errorAt(error, '/legal_basis')}
      />
      <DateField
        label={t('tie.from')}
        required={false}
        value={from ? { date: from, precision: 'day' } : null}
        onChange={(it) => setFrom(it?.date)}
        error={errorAt(error, '/from')}
      />
      <DateField
        label={t('tie.until')}
        required={false}
        value={until ? { date: until, precision: 'day' } : null}
        onChange={(it) => setUntil(it?.date)}
        error={errorAt(error, '/until')}
      />
    </EntryDialog>
  );
}

export function Ties({ person, mayChange }: { person: string; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const kind = useWords('relationship-type');
  const basis = useWords('legal-basis');
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<Tie>();
  const found = useQuery(query('list_relationships', { path: { id: person } }));
  const remove = useCommand('remove_relationship', { label: 'unsent.did.change', touches: ['get_history'] });
  const standing = (found.data?.data ?? []).filter((it) => !it.removed_at);
  const add = mayChange && (
    <Button size="s" icon={<Plus />} onPress={() => setAdding(true)}>
      {t('tie.add')}
    </Button>
  );
  if (found.isPending) return <Skeleton />;
  return (
    <Sheet title={t('sides.ties')} aside={standing.length > 0 && add}>
      <ProblemPanel error={found.error ?? remove.error} focus={false} />
      {standing.length === 0 && !found.error && <Empty icon={Users} title={t('tie.none')} action={add} />}
      <ul className={style.people}>
        {standing.map((it) => (
          <li key={it.id}>
            <div>
              <p>
                <strong>{kind(it.inverse)}:</strong> <PersonLink id={it.to} />{' '}
                {it.until && it.until < today() && <Chip>{t('household.past')}</Chip>}
              </p>
              <p className={style.about}>
                {it.legal_basis && <span>{basis(it.legal_basis)}</span>}
                {it.from && <span>{t('household.since', { day: dateInWords(it.from) })}</span>}
                {it.until && <span>{t('name.until', { day: dateInWords(it.until) })}</span>}
              </p>
            </div>
            {mayChange && (
              <Button
                size="s"
                kind="quiet"
                aria-label={`${t('tie.change')}: ${kind(it.inverse)}`}
                onPress={() => setChanging(it)}
              >
                {t('tie.changeShort')}
              </Button>
            )}
            {mayChange && (
              <TakeAway
                what={kind(it.inverse)}
                pending={remove.isPending}
                onRemove={() => remove.mutate({ path: { id: person, relationship: it.id }, version: it.version })}
              />
            )}
          </li>
        ))}
      </ul>
      {changing && <TieDialog person={person} tie={changing} onClose={() => setChanging(undefined)} />}
      {adding && <TieDialog person={person} onClose={() => setAdding(false)} />}
    </Sheet>
  );
}
