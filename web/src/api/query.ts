/** Reading: every query is named by its operation and what it asks, so that a command knows which ones it touches. */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { ask, type Call } from './ask';
import { Problem } from './problem';
import type { AnswerOf, Asked, Operation } from './types';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // The server's no is an answer; only a broken line is worth a second try.
      retry: (count, error) => !(error instanceof Problem) && count < 2,
    },
  },
});

type Params<O extends Operation> = Asked<O> extends { path: unknown } ? [asked: Asked<O>] : [asked?: Asked<O>];

/** One answer of one operation. */
export function query<O extends Operation>(operation: O, ...[asked]: Params<O>) {
  return queryOptions({
    queryKey: [operation, asked ?? {}] as const,
    queryFn: ({ signal }) => ask({ operation, ...asked } as Call & { operation: O }, signal),
  });
}

type Paged = { page: { has_more: boolean; next_cursor?: string | null } };

/** A list page after page. */
export function pages<O extends Operation>(operation: O, ...[asked]: Params<O>) {
  return infiniteQueryOptions({
    queryKey: [operation, asked ?? {}, 'pages'] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      ask(
        { operation, ...asked, query: { ...(asked?.query as object), cursor: pageParam } } as Call & { operation: O },
        signal,
      ),
    getNextPageParam: (last: AnswerOf<O>) => (last as Paged).page.next_cursor ?? undefined,
  });
}

/**
 * After a command: every query that is about one of the ids in its address, or is one of the operations named, is asked again.
 * Ids outside the address that it changes are named by `touches`.
 */
export function afterCommand(call: Call, touches: readonly string[] = []) {
  const ids = new Set<unknown>([...Object.values(call.path ?? {}), ...touches]);
  return queries.invalidateQueries({
    predicate: ({ queryKey: [operation, asked] }) => {
      const path = (asked as { path?: Record<string, unknown> } | undefined)?.path ?? {};
      return ids.has(operation) || Object.values(path).some((id) => ids.has(id));
    },
  });
}
