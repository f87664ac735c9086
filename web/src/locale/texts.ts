/** The texts: one file per language and area of the screen, loaded when they are needed. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { SESSION_TEXTS } from '../door/words';
import type acts from '../texts/en/acts.json';
import type admin from '../texts/en/admin.json';
import type caseTexts from '../texts/en/case.json';
import type commission from '../texts/en/commission.json';
import type common from '../texts/en/common.json';
import type duplicates from '../texts/en/duplicates.json';
import type imports from '../texts/en/imports.json';
import type intake from '../texts/en/intake.json';
import type lists from '../texts/en/lists.json';
import type people from '../texts/en/people.json';
import type registers from '../texts/en/registers.json';
import type session from '../texts/en/session.json';
import type today from '../texts/en/today.json';
import { currentLanguage, type Language, onLanguage } from './language';

export interface Texts {
  common: typeof common;
  session: typeof session;
  today: typeof today;
  case: typeof caseTexts;
  duplicates: typeof duplicates;
  imports: typeof imports;
  intake: typeof intake;
  people: typeof people;
  registers: typeof registers;
  commission: typeof commission;
  lists: typeof lists;
  admin: typeof admin;
  acts: typeof acts;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Texts;
    returnNull: false;
  }
}

const files = import.meta.glob<Record<string, unknown>>(['../texts/*/*.json', '!../texts/*/session.json'], {
  import: 'default',
});

/** Chromium has no Tajik plural rules; they are those of English: one, and the rest. */
const RULES_OF: Record<string, string> = { tg: 'en' };

function withTajikPlurals() {
  // i18next asks Intl by the text's language. Only the name that Intl does not know is put in other words.
  class Known extends Intl.PluralRules {
    constructor(locale?: string, options?: Intl.PluralRulesOptions) {
      super(RULES_OF[locale ?? ''] ?? locale, options);
    }
  }
  Object.defineProperty(Intl, 'PluralRules', { value: Known });
}

let started: Promise<unknown> | undefined;

/** Once, whoever asks first. */
export function startTexts() {
  started ??= start();
  return started;
}

async function start() {
  withTajikPlurals();
  await i18next
    .use({
      type: 'backend',
      read(language: string, area: string, done: (error: unknown, texts?: Record<string, unknown>) => void) {
        if (area === 'session') return done(null, SESSION_TEXTS[language as Language]);
        const load = files[`../texts/${language}/${area}.json`];
        if (!load) return done(new Error(`no texts: ${language}/${area}`));
        load().then(
          (texts) => done(null, texts),
          (error: unknown) => done(error),
        );
      },
    })
    .use(initReactI18next)
    .init({
      lng: currentLanguage(),
      fallbackLng: false,
      ns: ['common', 'session'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
      // A new language appears at once and whole, when its texts are there.
      react: { useSuspense: true, bindI18n: 'languageChanged' },
    });
  onLanguage(() => void i18next.changeLanguage(currentLanguage()));
}

/** Load an area's texts beside its screen's code instead of after it. */
export const texts = (area: keyof Texts) => i18next.loadNamespaces(area);
