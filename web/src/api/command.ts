/**
 * Writing: a command is data with a name, sent at once. Where no answer comes it is kept in the outbox and sent when the line is back,
 * under the same key, so that it takes effect once. Where the server says no, the screen that gave it hears the problem.
 */
import { useMutation } from '@tanstack/react-query';
import { ask, type Call } from './ask';
import { OPERATIONS } from './operations';
import { allKept, forget, joined, type Kept, keep, loadKept } from './outbox';
import { Problem, Unreachable } from './problem';
import { afterCommand } from './query';
import { currentSession, subscribeToSession } from './session';
import type { AnswerOf, Operation, Wanted } from './types';

/** What came of a command: the server's answer, or that it is kept until there is one. */
export type Outcome<O extends Operation> = { kept: false; answer: AnswerOf<O> } | { kept: true };

export interface Manner {
  /** What the member did, as a key of the texts: shown where unsent work is listed. */
  label: string;
  /** Operations and ids, beside those in the address, whose queries must be asked again. */
  touches?: readonly string[];
  /** Ask nothing again by itself: the screen knows better when (a form saves with every field). */
  quiet?: boolean;
  /** The key of an earlier try of the same act: what was done by it is not done again. */
  key?: string;
  /** False: do not keep it where no answer comes (a search, a thing that makes sense only now). */
  keep?: boolean;
}

/** Give a command. */
export async function command<O extends Operation>(
  operation: O,
  wanted: Wanted<O>,
  manner: Manner,
): Promise<Outcome<O>> {
  const session = currentSession();
  const key = manner.key ?? crypto.randomUUID();
  const call = { ...wanted, operation, key } as Call & { operation: O };
  try {
    const answer = await ask(call);
    if (!manner.quiet) void afterCommand(call, manner.touches);
    if (allKept().length > 0) void sendKept();
    return { kept: false, answer };
  } catch (error) {
    if (!(error instanceof Unreachable) || session.state !== 'in' || manner.keep === false) throw error;
    const kept: Kept = {
      ...call,
      key,
      id: key,
      membership: session.member.membership,
      at: Date.now(),
      label: manner.label,
      where: window.location.pathname,
    };
    await keep(joined(allKept(), kept, OPERATIONS[operation][0] === 'PATCH'));
    return { kept: true };
  }
}

/** A command as a screen gives it, with whether it is under way and what the server said. */
export function useCommand<O extends Operation>(
  operation: O,
  manner: Manner & { onDone?: (outcome: Outcome<O>) => void; onProblem?: (problem: unknown) => void },
) {
  return useMutation({
    mutationFn: (wanted: Wanted<O>) => command(operation, wanted, manner),
    onSuccess: (outcome) => manner.onDone?.(outcome),
    onError: (error) => manner.onProblem?.(error),
  });
}

let sending = false;

/** Send what waits, in order. It stops where the line breaks; what the server refuses stays and says why. */
export async function sendKept(only?: string) {
  const session = currentSession();
  if (sending || session.state !== 'in') return;
  sending = true;
  try {
    for (const it of allKept()) {
      if (it.membership !== session.member.membership) continue;
      if (only ? it.id !== only : it.refused) continue;
      try {
        await ask(it);
        await forget(it.id);
        void afterCommand(it);
      } catch (error) {
        if (!(error instanceof Problem)) return;
        if (error.status === 401) return;
        await keep({ ...it, refused: { code: error.code, title: error.title, detail: error.detail } });
      }
    }
  } finally {
    sending = false;
  }
}

/** How often unsent commands are tried again, in milliseconds. */
const AGAIN = 15_000;

/** From now on unsent commands are sent whenever there is a chance. */
export function watchOutbox() {
  void loadKept().then(() => sendKept());
  window.addEventListener('online', () => void sendKept());
  window.setInterval(() => void (allKept().length > 0 && sendKept()), AGAIN);
  subscribeToSession(() => void sendKept());
}
