/** How a person may be reached. A way that is not safe is closed: one reads that first, and must ask to see it. */
import { useQuery } from '@tanstack/react-query';
import { OctagonX, Phone, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { digits } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { ContactDialog } from './ContactDialog';
import style from './Contacts.module.css';
import personStyle from './Person.module.css';
import { TakeAway } from './TakeAway';

export type Contact = LineOf<'list_contacts'>;

/** Schemes under which a device itself can act on a contact. */
const SCHEMES: Record<string, string> = { phone: 'tel:', email: 'mailto:' };
const hour = (time: string) => digits(time.slice(0, 5));

function Value({ it }: { it: Contact }) {
  const scheme = SCHEMES[it.kind];
  return scheme && it.safe ? (
    <a href={`${scheme}${it.value_key}`} className="number">
      {it.value}
    </a>
  ) : (
    <bdi>{it.value}</bdi>
  );
}

function Unsafe({ it }: { it: Contact }) {
  const { t } = useTranslation('people');
  const [shown, setShown] = useState(false);
  return (
    <div className={style.unsafe}>
      <p className={style.stop}>
        <OctagonX aria-hidden="true" />
        <strong>{t('contact.unsafe')}</strong>
      </p>
      <p>{t('contact.unsafeDetail')}</p>
      {shown ? (
        <p className={style.struck}>
          <Value it={it} />
        </p>
      ) : (
        <Button size="s" onPress={() => setShown(true)}>
          {t('contact.show')}
        </Button>
      )}
    </div>
  );
}

function Rules({ it }: { it: Contact }) {
  const { t } = useTranslation('people');
  const rules = [
    it.safe_from && it.safe_until && t('contact.hours', { from: hour(it.safe_from), to: hour(it.safe_until) }),
    it.by_whom && t('contact.byWhom', { who: it.by_whom }),
    it.code_phrase && t('contact.phrase', { phrase: it.code_phrase }),
    it.automated && t('contact.automated'),
    it.note,
  ].filter(Boolean);
  return (
    <ul className={style.rules}>
      {rules.map((rule) => (
        <li key={String(rule)}>{rule}</li>
      ))}
    </ul>
  );
}

export function Contacts({ person, mayChange }: { person: string; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const kind = useWords('contact-kind');
  const [act, setAct] = useState<{ contact?: Contact }>();
  const found = useQuery(query('list_contacts', { path: { id: person } }));
  const remove = useCommand('remove_contact', { label: 'unsent.did.change', touches: ['get_history'] });
  const standing = (found.data?.data ?? []).filter((it) => !it.removed_at);
  const add = mayChange && (
    <Button size="s" icon={<Plus />} onPress={() => setAct({})}>
      {t('contact.add')}
    </Button>
  );
  if (found.isPending) return <Skeleton />;
  return (
    <Sheet title={t('sides.contacts')} aside={standing.length > 0 && add}>
      <ProblemPanel error={found.error ?? remove.error} focus={false} />
      {standing.length === 0 && !found.error && <Empty icon={Phone} title={t('contact.none')} action={add} />}
      <ul className={personStyle.people}>
        {standing.map((it) => (
          <li key={it.id}>
            <div className={style.contact}>
              <p className={personStyle.about}>
                {kind(it.kind)} {it.safe && <Chip tone="good">{t('contact.safe')}</Chip>}
              </p>
              {it.safe ? (
                <p className={style.value}>
                  <Value it={it} />
                </p>
              ) : (
                <Unsafe it={it} />
              )}
              <Rules it={it} />
            </div>
            {mayChange && (
              <div className={personStyle.acts}>
                <Button size="s" kind="quiet" onPress={() => setAct({ contact: it })}>
                  {t('facts.change')}
                </Button>
                <TakeAway
                  what={kind(it.kind)}
                  pending={remove.isPending}
                  onRemove={() => remove.mutate({ path: { id: person, contact: it.id }, version: it.version })}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {act && <ContactDialog person={person} contact={act.contact} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
