/**
 * A programme as its file says it, in the member's language. Everything a screen shows of a programme comes from here; no line of the client
 * knows the name of one.
 */
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { useLanguage } from '../locale/language';

export type FieldType =
  | 'text'
  | 'long_text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'code'
  | 'place'
  | 'person'
  | 'organisation'
  | 'country'
  | 'language'
  | 'file';

/** One question of a form, as JSON Schema with the programme's own words beside it. */
export interface Field {
  type?: string | string[];
  title: string;
  description?: string;
  'x-type': FieldType;
  'x-list'?: string;
  'x-required'?: boolean;
  'x-required-when'?: string;
  'x-shown-when'?: string;
  'x-not-future'?: boolean;
  enum?: string[];
  /** Present where several may be chosen; then type, list and codes stand there. */
  items?: { type?: string; enum?: string[]; 'x-list'?: string };
  anyOf?: unknown[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Section {
  title: string;
  class: string;
  readers: string[];
  writers: string[];
  repeat: boolean;
  schema: { properties?: Record<string, Field>; items?: { properties: Record<string, Field> } };
}

export interface State {
  title: string;
  phase: string;
  final: boolean;
}

export interface Transition {
  title: string;
  track: string | null;
  from: string[];
  to: string;
  by: string[];
  approved_by: string[];
  needs: string[];
  asks: string[];
  reason_required: boolean;
  reasons: string[];
}

export interface Definition {
  id: string;
  version: number;
  title: string;
  class: string;
  subject: string;
  subject_roles: string[];
  states: Record<string, State>;
  tracks: Record<string, { title: string; states: Record<string, State> }>;
  transitions: Record<string, Transition>;
  sections: Record<string, Section>;
  deadlines: Record<string, { title: string; pauses: string[]; waivable_by: string[] }>;
  words: { roles: Record<string, string>; subject_roles: Record<string, string>; reasons: Record<string, string> };
}

/** The fields of one entry of a section, whether it repeats or not. */
export const fieldsOf = (section: Section | undefined): [string, Field][] =>
  Object.entries(section?.schema.properties ?? section?.schema.items?.properties ?? {});

/** A version never changes, so it is asked for once a language. */
export function useDefinition(programme: string | undefined, version: number | undefined): Definition | undefined {
  const language = useLanguage();
  const path = { programme: programme ?? '', version: version ?? 0 };
  const { data } = useQuery({
    queryKey: ['get_programme_version', { path }, language],
    queryFn: ({ signal }) => ask({ operation: 'get_programme_version', path }, signal),
    enabled: programme !== undefined && version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data as Definition | undefined;
}
