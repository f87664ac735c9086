/** How the client looks in this browser: light or dark, and the direction of the language. */
import { currentLanguage, directionOf, onLanguage } from '../locale/chosen';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'panoh.theme';
const listeners = new Set<() => void>();
const dark = typeof window === 'undefined' ? undefined : window.matchMedia('(prefers-color-scheme: dark)');
let theme: Theme = 'system';

function apply() {
  const root = document.documentElement;
  root.dataset.theme = theme === 'system' ? (dark?.matches ? 'dark' : 'light') : theme;
  root.lang = currentLanguage();
  root.dir = directionOf(currentLanguage());
}

export function startAppearance() {
  const stored = window.localStorage.getItem(STORED);
  theme = THEMES.find((it) => it === stored) ?? 'system';
  apply();
  dark?.addEventListener('change', apply);
  onLanguage(apply);
}

export function setTheme(next: Theme) {
  theme = next;
  window.localStorage.setItem(STORED, next);
  apply();
  for (const listener of listeners) listener();
}

export const currentTheme = () => theme;

export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
