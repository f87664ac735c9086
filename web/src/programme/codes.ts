/** Code lists: asked for once, in all four languages, and shown in the one that is on. */
import { useQuery } from '@tanstack/react-query';
import { query } from '../api/query';
import type { Choice } from '../design/Field';
import { type Language, useLanguage } from '../locale/language';

interface Code {
  code: string;
  label: Record<Language, string>;
  offered: boolean;
}

const NONE: readonly Code[] = [];

function useList(list: string | undefined): readonly Code[] {
  const { data } = useQuery({
    ...query('get_code_list', { path: { list: list ?? '' } }),
    enabled: Boolean(list),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (data as { codes: Code[] } | undefined)?.codes ?? NONE;
}

/** What may be chosen: what is offered today, and what was chosen before, in the list's own order. */
export function useChoices(list: string | undefined, chosen: readonly string[] = []): Choice[] {
  const language = useLanguage();
  return useList(list)
    .filter((it) => it.offered || chosen.includes(it.code))
    .map((it) => ({ value: it.code, label: it.label[language] ?? it.code }));
}

/** A code in words; while its list is on the way, dots. */
export function useWords(list: string | undefined): (code: string) => string {
  const language = useLanguage();
  const codes = useList(list);
  return (code) => codes.find((it) => it.code === code)?.label[language] ?? (list && codes.length === 0 ? '…' : code);
}
