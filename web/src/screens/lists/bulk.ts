/** Handing over many cases: one command each, a few at a time, and what came of every one of them. */

export type Came<R> = { state: 'done'; result: R } | { state: 'failed'; error: unknown };

/** How many are under way at once: the line may be thin, and others work too. */
const AT_ONCE = 3;

/**
 * Do one thing for each, in order. Stops handing out more when `stopped` says so; what was not begun is not in the answer.
 */
export async function forEach<L, R>(
  lines: readonly L[],
  run: (line: L) => Promise<R>,
  { onEach, stopped = () => false }: { onEach: (line: L, came: Came<R>) => void; stopped?: () => boolean },
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < lines.length && !stopped()) {
      const line = lines[next] as L;
      next += 1;
      try {
        onEach(line, { state: 'done', result: await run(line) });
      } catch (error) {
        onEach(line, { state: 'failed', error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, lines.length) }, worker));
}

export interface Target {
  owner?: string;
  team?: string;
}

interface Held {
  owner: string;
  team?: string | null;
}

/** Whether a case is there already, so that nothing need be done. */
export const isThere = (held: Held, to: Target) =>
  (!to.owner || held.owner === to.owner) && (!to.team || held.team === to.team);
