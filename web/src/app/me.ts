/** Who is signed in and what their roles grant. What is shown follows from it; what is allowed the server decides. */
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { query } from '../api/query';
import { currentSession, subscribeToSession } from '../api/session';
import type { AnswerOf } from '../api/types';

/** One cell of a role. */
export interface Granted {
  resource: string;
  action: string;
  reach: string;
  programmes: string[] | null;
}

export interface RoleOfMe {
  role: string;
  title: Record<string, string>;
  grants: Granted[];
}

export type Me = Omit<AnswerOf<'get_me'>, 'roles'> & { roles: RoleOfMe[] };

/** The session as a screen sees it. */
export const useSession = () => useSyncExternalStore(subscribeToSession, currentSession);

export const useMe = () =>
  useQuery({ ...query('get_me'), staleTime: 5 * 60_000, select: (it) => it as unknown as Me }).data;

/** Does any role grant this, whatever its reach? */
export function can(me: Me | undefined, resource: string, action: string, reach?: readonly string[]): boolean {
  return Boolean(
    me?.roles.some((role) =>
      role.grants.some(
        (it) => it.resource === resource && it.action === action && (!reach || reach.includes(it.reach)),
      ),
    ),
  );
}
