/**
 * The API's operations as types: what each wants and what it answers, by the operation's own name.
 */
import type { OPERATIONS } from './operations';
import type { components, operations } from './schema';

export type Schemas = components['schemas'];
export type Operation = keyof typeof OPERATIONS & keyof operations;

type Of<O extends Operation> = operations[O];
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
type Good<R> = R extends { 200: infer A }
  ? A
  : R extends { 201: infer A }
    ? A
    : R extends { 202: infer A }
      ? A
      : R extends { 204: infer A }
        ? A
        : never;

export type PathOf<O extends Operation> = Of<O> extends { parameters: { path: infer P } } ? P : undefined;
export type QueryOf<O extends Operation> =
  Of<O> extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : never;
export type BodyOf<O extends Operation> =
  Of<O> extends { requestBody: infer B }
    ? Content<B>
    : Of<O> extends { requestBody?: infer B }
      ? Content<Exclude<B, undefined>>
      : undefined;
export type AnswerOf<O extends Operation> = Content<Good<Of<O>['responses']>>;

/** What a call carries beside its name. `path` is asked for exactly where the address has holes. */
export type Asked<O extends Operation> = {
  query?: QueryOf<O>;
} & (PathOf<O> extends undefined ? { path?: undefined } : { path: PathOf<O> });

/** What a command carries: a call, its body, the version that was seen, and the key that makes a retry harmless. */
export type Wanted<O extends Operation> = Asked<O> &
  (BodyOf<O> extends undefined ? { body?: undefined } : { body: BodyOf<O> }) & {
    /** Version of the record as the member saw it. */
    version?: number | null;
  };

/** One line of a list. */
export type LineOf<O extends Operation> = AnswerOf<O> extends { data: (infer L)[] } ? L : never;
