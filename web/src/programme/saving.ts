/**
 * A form saves each answer as it is given. Answers given while one is on its way wait together and go as one; where somebody else changed the
 * form meanwhile, an answer that they did not touch is saved on top of theirs, and one that both changed is shown to be chosen.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ask } from '../api/ask';
import { command } from '../api/command';
import { Problem } from '../api/problem';
import { queries, query } from '../api/query';
import type { AnswerOf } from '../api/types';
import type { Answers } from './conditions';

export type Form = Omit<AnswerOf<'get_section'>, 'answers'> & { answers: Answers | Answers[] | null };

/** Somebody else said otherwise while this member was writing. */
export interface Conflict {
  name: string;
  mine: unknown;
  theirs: unknown;
}

export const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Which of my answers stand on what I saw, and which on what somebody has changed since. */
export function onTop(mine: Answers, base: Answers, latest: Answers): { again: Answers; conflicts: Conflict[] } {
  const again: Answers = {};
  const conflicts: Conflict[] = [];
  for (const [name, value] of Object.entries(mine)) {
    if (same(latest[name], value)) continue;
    if (same(latest[name], base[name])) again[name] = value;
    else conflicts.push({ name, mine: value, theirs: latest[name] });
  }
  return { again, conflicts };
}

/** The answers of one entry; entries count from 1. */
export function entryOf(form: Form, entry: number | undefined): Answers {
  const { answers } = form;
  if (entry === undefined) return Array.isArray(answers) ? {} : (answers ?? {});
  return (Array.isArray(answers) ? answers[entry - 1] : undefined) ?? {};
}

export type SavingState = 'still' | 'saving' | 'saved' | 'kept';

/** How long after the last save the case itself is asked again, in milliseconds: what is missing may have changed. */
const SETTLES = 1_200;

/** Saves one entry of a section; `entry` is `undefined` in a section that does not repeat, one past the last for a new one. */
export function useSaving(caseId: string, form: Form, entry: number | undefined) {
  const [answers, setAnswers] = useState<Answers>(() => entryOf(form, entry));
  const [state, setState] = useState<SavingState>('still');
  const [problem, setProblem] = useState<unknown>();
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const latest = useRef(form);
  const waiting = useRef<Answers>({});
  const busy = useRef(false);
  const settle = useRef<number>(undefined);
  const path = { id: caseId, section: form.section };

  // What came from the service since, where this member is not in the middle of something.
  useEffect(() => {
    if (form.version <= latest.current.version || busy.current) return;
    latest.current = form;
    setAnswers({ ...entryOf(form, entry), ...waiting.current });
  }, [form, entry]);
  useEffect(() => () => window.clearTimeout(settle.current), []);

  const seen = (next: Form) => {
    latest.current = next;
    queries.setQueryData(query('get_section', { path }).queryKey, next as never);
  };

  const write = async (change: Answers) => {
    const { version } = latest.current;
    const old = latest.current.answers;
    const manner = { label: 'unsent.did.section', quiet: true };
    if (entry !== undefined && (!Array.isArray(old) || entry > old.length)) {
      const body = [...(Array.isArray(old) ? old : []), change] as never;
      return command('put_section', { path, body, version }, manner);
    }
    return command(
      'patch_section',
      { path, query: entry === undefined ? undefined : { entry }, body: change as never, version },
      manner,
    );
  };

  const flush = async () => {
    if (busy.current) return;
    busy.current = true;
    while (Object.keys(waiting.current).length > 0) {
      const change = waiting.current;
      waiting.current = {};
      setState('saving');
      try {
        const outcome = await write(change);
        if (!outcome.kept) seen(outcome.answer as Form);
        setState(outcome.kept ? 'kept' : 'saved');
        setProblem(undefined);
      } catch (error) {
        if (error instanceof Problem && error.code === 'stale') {
          const base = entryOf(latest.current, entry);
          const now = (await ask({ operation: 'get_section', path })) as Form;
          const { again, conflicts: both } = onTop(change, base, entryOf(now, entry));
          seen(now);
          setConflicts((before) => [...before.filter((it) => !both.some((other) => other.name === it.name)), ...both]);
          setAnswers((before) => ({ ...entryOf(now, entry), ...before }));
          waiting.current = { ...again, ...waiting.current };
          setState('still');
        } else {
          setProblem(error);
          setState('still');
        }
      }
    }
    busy.current = false;
    window.clearTimeout(settle.current);
    settle.current = window.setTimeout(
      () => void queries.invalidateQueries({ queryKey: query('get_case', { path: { id: caseId } }).queryKey }),
      SETTLES,
    );
  };

  const answer = useCallback(
    (name: string, value: unknown, done: boolean) => {
      setAnswers((before) => ({ ...before, [name]: value }));
      if (!done || same(entryOf(latest.current, entry)[name], value)) return;
      waiting.current = { ...waiting.current, [name]: value };
      void flushLatest.current();
    },
    [entry],
  );
  const flushLatest = useRef(flush);
  flushLatest.current = flush;

  const choose = (conflict: Conflict, mine: boolean) => {
    setConflicts((before) => before.filter((it) => it !== conflict));
    if (mine) answer(conflict.name, conflict.mine, true);
    else setAnswers((before) => ({ ...before, [conflict.name]: conflict.theirs }));
  };

  return { answers, state, problem, conflicts, answer, choose };
}
