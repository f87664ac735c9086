/** The four languages, and which one is on. The choice is remembered in this browser; it says nothing about anyone. */

export const LANGUAGES = ['tg', 'ru', 'en', 'fa'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words. */
export const LANGUAGE_NAMES: Record<Language, string> = { tg: 'Тоҷикӣ', ru: 'Русский', en: 'English', fa: 'دری' };

export const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);
export const directionOf = (language: Language) => (language === 'fa' ? 'rtl' : 'ltr');

const STORED = 'panoh.language';

function atStart(): Language {
  if (typeof window === 'undefined') return 'en';
  const stored = window.localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((it) => it.slice(0, 2)).find(isLanguage) ?? 'tg';
}

let language = atStart();
const listeners = new Set<() => void>();

export const currentLanguage = () => language;

export function setLanguage(next: Language) {
  language = next;
  window.localStorage.setItem(STORED, next);
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
