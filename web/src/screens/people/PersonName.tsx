/** A name as it is written, in its own script and direction, and the name of somebody of whom only the id is known. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { useLanguage } from '../../locale/language';
import { calledIn, directionOfScript, type Name, tagOf } from './names';

export function Written({ name }: { name: Name }) {
  return (
    <bdi lang={tagOf(name)} dir={directionOfScript(name.script)}>
      {name.as_written}
    </bdi>
  );
}

/**
 * Somebody else's name, as a link to their file; in words where the file is not this member's to see. `nameless` is what it is called where it
 * has no name of its own, as one that went into another.
 */
export function PersonLink({ id, nameless }: { id: string; nameless?: string }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const person = useQuery({ ...query('get_person', { path: { id } }), staleTime: 5 * 60_000 });
  const name = person.data && calledIn(person.data.names, language);
  if (person.isPending) return <span aria-busy="true">…</span>;
  if (!person.data) return <span>{t('hidden')}</span>;
  return <a href={`/people/${id}`}>{name ? <Written name={name} /> : (nameless ?? t('nameless'))}</a>;
}
