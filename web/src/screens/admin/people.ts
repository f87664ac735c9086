/** Words about who works here that several screens say. */
import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/query';
import type { LineOf, Schemas } from '../../api/types';
import type { Tone } from '../../design/Chip';
import { shortDate, today } from '../../locale/dates';
import { useWords } from './parts';

export type User = Schemas['User'];

/** How a membership stands today, as a tone and a key of the texts with its day. */
export function standing(user: User): {
  tone: Tone;
  text: 'active' | 'deactivated' | 'invited' | 'notYet' | 'ended';
  day?: string;
} {
  if (user.deactivated) return { tone: 'calm', text: 'deactivated' };
  if (user.ends_on && user.ends_on < today()) return { tone: 'calm', text: 'ended', day: shortDate(user.ends_on) };
  if (user.invited) return { tone: 'wait', text: 'invited' };
  if (user.starts_on > today()) return { tone: 'wait', text: 'notYet', day: shortDate(user.starts_on) };
  return { tone: 'good', text: 'active' };
}

/** Roles, offices and teams of the house, for fields and for their names. */
export function useHouse() {
  const words = useWords();
  const roles = useQuery({ ...query('list_roles'), staleTime: 60_000 }).data?.data ?? [];
  const offices = useQuery({ ...query('list_offices', { query: { limit: 200 } }), staleTime: 60_000 }).data?.data ?? [];
  const teams = useQuery({ ...query('list_teams', { query: { limit: 200 } }), staleTime: 60_000 }).data?.data ?? [];
  return {
    roles,
    offices,
    teams,
    roleTitle: (key: string) => {
      const found = roles.find((it) => it.key === key);
      return found ? words(found.title) : '';
    },
    roleChoices: roles.map((it) => ({ value: it.key, label: words(it.title) })).sort(byLabel),
    officeChoices: offices.filter((it) => !it.closed_on).map((it) => ({ value: it.id, label: it.name })),
    teamChoices: (office: string | null) =>
      teams.filter((it) => it.office === office).map((it) => ({ value: it.id, label: it.name })),
    officeName: (id: string | null | undefined) => offices.find((it) => it.id === id)?.name,
    teamName: (id: string | null | undefined) => teams.find((it) => it.id === id)?.name,
  };
}

const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label);

export type Programme = LineOf<'list_programmes'>;

/** Programmes that run here. */
export function useRunning() {
  const all = useQuery({ ...query('list_programmes'), staleTime: 60_000 }).data?.data ?? [];
  return {
    choices: all.filter((it) => it.enabled).map((it) => ({ value: it.id, label: it.title })),
    title: (id: string) => all.find((it) => it.id === id)?.title ?? '',
  };
}
