/** The language as a screen sees it. What is chosen is kept in `chosen.ts`, which the door reads without React. */
import { useSyncExternalStore } from 'react';
import { currentLanguage, type Language, onLanguage } from './chosen';

export * from './chosen';

/** The locale for what the browser formats. It has no Tajik at all; dates are made by `dates.ts`, numbers follow Russian custom. */
export const BROWSER_LOCALE: Record<Language, string> = { tg: 'ru-RU', ru: 'ru-RU', en: 'en-GB', fa: 'fa-AF' };

export const useLanguage = () => useSyncExternalStore(onLanguage, currentLanguage);
