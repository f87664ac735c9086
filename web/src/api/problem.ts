/** What can go wrong between a screen and the server, as two kinds of error and no third. */
import type { Schemas } from './types';

/** The server answered no, in words (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly rule: string | undefined;
  readonly errors: Schemas['ProblemField'][];
  /** Members that only some problems have, such as the choices among organisations. */
  readonly more: Record<string, unknown>;

  constructor(body: Partial<Schemas['Problem']> & Record<string, unknown>, status: number) {
    super(body.code ?? String(status));
    this.status = status;
    this.code = body.code ?? 'defect';
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.rule = body.rule ?? undefined;
    this.errors = body.errors ?? [];
    this.more = body;
  }
}

/** No answer came: no line, no server, or none in time. Trying again is right. */
export class Unreachable extends Error {}

/** What a wrong field has to say, by its JSON pointer. */
export function errorAt(error: unknown, pointer: string): string | undefined {
  return error instanceof Problem ? error.errors.find((it) => it.pointer === pointer)?.detail : undefined;
}
