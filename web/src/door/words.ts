/**
 * The texts of the door, in all languages: they are part of the first download, so that the door is there at once and changes language
 * without a line. The work has the same texts as its area `session`.
 */
import { currentLanguage, type Language, onLanguage } from '../locale/chosen';
import en from '../texts/en/session.json';
import fa from '../texts/fa/session.json';
import ru from '../texts/ru/session.json';
import tg from '../texts/tg/session.json';
import { useStore } from './store';

export const SESSION_TEXTS: Record<Language, typeof en> = { en, fa, ru, tg };

type KeyOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeyOf<T[K]>}` }[keyof T & string];
export type Words = (key: KeyOf<typeof en>, values?: Record<string, string>) => string;

export const useChosenLanguage = () => useStore(onLanguage, currentLanguage);

export function useWords(): Words {
  const texts = SESSION_TEXTS[useChosenLanguage()];
  return (key, values = {}) => {
    const found = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], texts);
    return String(found).replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  };
}
