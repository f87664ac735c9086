/** The one place that talks to the network. */
import { currentLanguage } from '../locale/chosen';
import { OPERATIONS } from './operations';
import { Problem, Unreachable } from './problem';
import { accessToken, endSession, refreshSession } from './session';
import type { AnswerOf, Operation } from './types';

/** A call as data: it can be kept, shown and sent again. */
export interface Call {
  operation: Operation;
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  version?: number | null;
  key?: string;
}

/** Longest wait for an answer, in milliseconds; a file takes its time on a poor line. */
const PATIENCE = 30_000;
const PATIENCE_FOR_FILES = 600_000;
const UNREACHABLE = new Set([502, 503, 504]);

function address(call: Call): string {
  const [, template] = OPERATIONS[call.operation];
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path?.[name] ?? '')));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, String(one));
    }
  }
  const asked = query.toString();
  return asked ? `${path}?${asked}` : path;
}

function headers(call: Call, method: string): Headers {
  const headers = new Headers({
    'Accept-Language': currentLanguage(),
    Accept: 'application/json, application/problem+json, */*',
  });
  const token = accessToken();
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (call.body instanceof Blob) headers.set('Content-Type', call.body.type);
  else if (call.body !== undefined) {
    headers.set('Content-Type', method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
  }
  if (call.version !== undefined) {
    if (call.version === null) headers.set('If-None-Match', '*');
    else headers.set('If-Match', `"${call.version}"`);
  }
  if (call.key && method === 'POST') headers.set('Idempotency-Key', call.key);
  return headers;
}

async function reach(call: Call, signal?: AbortSignal): Promise<Response> {
  const [method] = OPERATIONS[call.operation];
  const patience = AbortSignal.timeout(call.body instanceof Blob ? PATIENCE_FOR_FILES : PATIENCE);
  try {
    const response = await fetch(address(call), {
      method,
      headers: headers(call, method),
      body: call.body === undefined || call.body instanceof Blob ? call.body : JSON.stringify(call.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (UNREACHABLE.has(response.status)) throw new Unreachable();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
}

async function understood(response: Response): Promise<unknown> {
  const type = response.headers.get('Content-Type') ?? '';
  if (!response.ok) {
    const body = type.includes('json') ? await response.json().catch(() => ({})) : {};
    throw new Problem(body, response.status);
  }
  if (response.status === 204) return undefined;
  return type.includes('application/json') ? response.json() : response.blob();
}

/** Ask the server. A token that has run out is renewed once, for all that wait, and the call is made again. */
export async function ask<O extends Operation>(
  call: Call & { operation: O },
  signal?: AbortSignal,
): Promise<AnswerOf<O>> {
  let response = await reach(call, signal);
  if (response.status === 401 && accessToken()) {
    if (await refreshSession()) response = await reach(call, signal);
    else endSession();
  }
  return (await understood(response)) as AnswerOf<O>;
}
