/** What a screen of the Commission knows beside one answer: the words of a question, the quorum, the sitting as it goes on. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { useLanguage } from '../../locale/language';
import type { Field } from './Answer';
import { type Item, QUORUMS, type QuorumRule, quorumOf, type Sitting, type Words } from './room';

const LONG = 5 * 60_000;
/** How often an open sitting is asked again, in milliseconds: people act at several screens. */
const AGAIN = 4_000;

interface Definition {
  bodies: Record<string, { title: string; positive?: string; negative?: string; needs_screening?: boolean }>;
  transitions: Record<string, { title: string }>;
  sections: Record<string, { repeat: boolean; schema: Schema }>;
}
interface Schema {
  properties?: Record<string, Field>;
  items?: { properties?: Record<string, Field> };
}

export interface Question {
  title: string;
  /** What becomes of the case by a yes, and by a no. */
  yes?: string;
  no?: string;
  needsScreening: boolean;
  fieldsOf: (section: string) => Record<string, Field>;
}

/** A question is of one programme; its words and forms are found there. */
export function useQuestions(): (question: string) => Question {
  const programmes = useQuery({ ...query('list_programmes'), staleTime: LONG });
  const enabled = (programmes.data?.data ?? []).filter((it) => it.enabled);
  const found = useQueries({
    queries: enabled.map((it) => ({
      ...query('get_programme_version', { path: { programme: it.id, version: it.enabled_version ?? it.version } }),
      staleTime: LONG,
    })),
  });
  const definitions = found.map((it) => it.data as unknown as Definition | undefined);
  return (question) => {
    const definition = definitions.find((it) => it?.bodies[question]);
    const body = definition?.bodies[question];
    const act = (name: string | undefined) => (name ? definition?.transitions[name]?.title : undefined);
    return {
      title: body?.title ?? '',
      yes: act(body?.positive),
      no: act(body?.negative),
      needsScreening: body?.needs_screening ?? true,
      fieldsOf: (section) => {
        const schema = definition?.sections[section]?.schema;
        return schema?.items?.properties ?? schema?.properties ?? {};
      },
    };
  };
}

export function useTitle(): (words: Words | undefined) => string {
  const language = useLanguage();
  return (words) => words?.[language] ?? words?.en ?? '';
}

export function useSitting(id: string | null | undefined) {
  const found = useQuery({
    ...query('get_sitting', { path: { id: id ?? '' } }),
    enabled: Boolean(id),
    refetchInterval: ({ state }) => (['called', 'open'].includes(state.data?.state ?? '') ? AGAIN : false),
  });
  return { ...found, data: found.data as unknown as Sitting | undefined };
}

export function useItem(id: string) {
  const found = useQuery({
    ...query('get_item', { path: { id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'listed' ? AGAIN : false),
  });
  return { ...found, data: found.data as unknown as Item | undefined };
}

export function useBallots(id: string, open: boolean) {
  return useQuery({
    ...query('list_ballots', { path: { id } }),
    refetchInterval: open ? AGAIN : false,
  }).data;
}

/** Seats of the body that stand, for those who may know them. */
export function useSeats(body: string | undefined) {
  const me = useMe();
  const found = useQuery({
    ...query('list_seats', { path: { id: body ?? '' } }),
    enabled: Boolean(body) && can(me, 'seat', 'read'),
  });
  return (found.data?.data ?? []).filter((it) => !it.abolished_on).sort((a, b) => a.position - b.position);
}

/** How many seats must be there: the body's parameter in force today, over its seats. */
export function useQuorum(prefix: string | undefined, seats: number): number | undefined {
  const found = useQuery({
    ...query('get_parameter', { path: { key: `${prefix ?? ''}.quorum` } }),
    enabled: Boolean(prefix),
    staleTime: LONG,
  });
  const said = (found.data as { in_force?: { value?: unknown } } | undefined)?.in_force?.value;
  const rule = QUORUMS.find((it): it is QuorumRule => it === said);
  return rule && seats > 0 ? quorumOf(rule, seats) : undefined;
}

/** The hats of this screen. */
export function useHats() {
  const me = useMe();
  return {
    me,
    convenes: can(me, 'sitting', 'create'),
    votes: can(me, 'ballot', 'vote'),
    seats: can(me, 'seat', 'manage'),
  };
}
