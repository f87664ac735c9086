/** Identity documents: what each says, how far it is trusted, when it ends, and what its machine-readable zone says otherwise. */
import { useQuery } from '@tanstack/react-query';
import { IdCard, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, today } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { DocumentDialog } from './DocumentDialog';
import style from './Person.module.css';
import { TakeAway } from './TakeAway';

export type Paper = LineOf<'list_documents'>;

const TRUST: Record<string, Tone> = { verified: 'good', seen: 'accent', suspect: 'bad', unverified: 'calm' };
const ZONE = ['document_number', 'birth', 'expiry', 'personal_number', 'composite'] as const;
const OTHERWISE = ['number', 'issuer', 'expires_on', 'birth', 'sex'] as const;

function Zone({ it }: { it: Paper }) {
  const { t } = useTranslation('people');
  const failed = ZONE.filter((part) => it.mrz_failed.includes(part)).map((part) => t(`document.zone.${part}`));
  const differs = OTHERWISE.filter((part) => it.mrz_differs.includes(part)).map((part) => t(`document.zone.${part}`));
  return (
    <>
      {failed.length > 0 && <Chip tone="bad">{t('document.failed', { parts: failed.join(', ') })}</Chip>}
      {differs.length > 0 && <Chip tone="warn">{t('document.differs', { parts: differs.join(', ') })}</Chip>}
      {it.mrz && failed.length === 0 && differs.length === 0 && <Chip tone="good">{t('document.zoneRight')}</Chip>}
    </>
  );
}

export function Documents({ person, mayChange }: { person: string; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const kind = useWords('document-kind');
  const country = useWords('country');
  const trust = useWords('document-authenticity');
  const [act, setAct] = useState<{ document?: Paper }>();
  const found = useQuery(query('list_documents', { path: { id: person } }));
  const remove = useCommand('remove_document', { label: 'unsent.did.change', touches: ['get_history'] });
  const standing = (found.data?.data ?? []).filter((it) => !it.removed_at);
  const add = mayChange && (
    <Button size="s" icon={<Plus />} onPress={() => setAct({})}>
      {t('document.add')}
    </Button>
  );
  if (found.isPending) return <Skeleton />;
  return (
    <Sheet title={t('sides.documents')} aside={standing.length > 0 && add}>
      <ProblemPanel error={found.error ?? remove.error} focus={false} />
      {standing.length === 0 && !found.error && <Empty icon={IdCard} title={t('document.none')} action={add} />}
      <ul className={style.people}>
        {standing.map((it) => (
          <li key={it.id}>
            <div>
              <p>
                <strong>{kind(it.kind)}</strong> {it.number && <span className="number">{it.number}</span>}
              </p>
              <p className={style.about}>
                {it.issuer && <span>{country(it.issuer)}</span>}
                {it.issued_on && <span>{t('document.issued', { day: dateInWords(it.issued_on) })}</span>}
                {it.expires_on && it.expires_on >= today() && (
                  <span>{t('document.expires', { day: dateInWords(it.expires_on) })}</span>
                )}
              </p>
              <p className={style.about}>
                <Chip tone={TRUST[it.authenticity] ?? 'calm'}>{trust(it.authenticity)}</Chip>
                {it.expires_on && it.expires_on < today() && (
                  <Chip tone="bad">{t('document.expired', { day: dateInWords(it.expires_on) })}</Chip>
                )}
                <Zone it={it} />
              </p>
              {it.note && <p className={style.note}>{it.note}</p>}
            </div>
            {mayChange && (
              <div className={style.acts}>
                <Button size="s" kind="quiet" onPress={() => setAct({ document: it })}>
                  {t('facts.change')}
                </Button>
                <TakeAway
                  what={kind(it.kind)}
                  pending={remove.isPending}
                  onRemove={() => remove.mutate({ path: { id: person, document: it.id }, version: it.version })}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {act && <DocumentDialog person={person} document={act.document} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
