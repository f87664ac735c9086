/** What somebody began and has not given yet: kept in this browser, encrypted, for the member who began it alone. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { currentSession } from './session';
import { all, put, remove, take } from './vault';

interface Draft {
  id: string;
  membership: string;
  /** When it was last touched, in milliseconds since 1970. */
  at: number;
  value: unknown;
}

/** How long a change waits for the next before it is kept, in milliseconds. */
const SETTLES = 300;

const mine = () => {
  const session = currentSession();
  return session.state === 'in' || session.state === 'locked' ? session.member.membership : undefined;
};

/** This member's drafts whose id begins so, the latest first. */
export async function draftsOf(prefix: string): Promise<{ id: string; at: number; value: unknown }[]> {
  const found = (await all('drafts')) as Draft[];
  return found.filter((it) => it.membership === mine() && it.id.startsWith(prefix)).sort((a, b) => b.at - a.at);
}

export const dropDraft = (id: string) => remove('drafts', id);

/**
 * A value that survives a reload under a name. `ready` turns true when it is known whether there was one. After `drop` nothing more is
 * kept.
 */
export function useDraft<T>(id: string, initial: T) {
  const [value, setValue] = useState(initial);
  const [ready, setReady] = useState(false);
  const dropped = useRef(false);
  const timer = useRef<number>(undefined);
  useEffect(() => {
    let here = true;
    dropped.current = false;
    void take('drafts', id).then((found) => {
      const draft = found as Draft | undefined;
      if (!here) return;
      if (draft && draft.membership === mine()) setValue(draft.value as T);
      setReady(true);
    });
    return () => {
      here = false;
    };
  }, [id]);
  const change = useCallback(
    (next: (before: T) => T) =>
      setValue((before) => {
        const after = next(before);
        const membership = mine();
        window.clearTimeout(timer.current);
        if (membership) {
          timer.current = window.setTimeout(() => {
            if (!dropped.current)
              void put('drafts', id, { id, membership, at: Date.now(), value: after } satisfies Draft);
          }, SETTLES);
        }
        return after;
      }),
    [id],
  );
  const drop = useCallback(() => {
    dropped.current = true;
    window.clearTimeout(timer.current);
    return dropDraft(id);
  }, [id]);
  return { value, change, drop, ready };
}
