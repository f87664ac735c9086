/** The names of a person: which stands first, in which script and direction each is written. */
import type { Schemas } from '../../api/types';
import type { Language } from '../../locale/language';

export type Name = Schemas['NameView'];

export const SCRIPTS = ['Cyrl', 'Latn', 'Arab'] as const;
export type Script = (typeof SCRIPTS)[number];

/** The scripts in which a reader of a language reads best, best first. */
const READ: Record<Language, readonly Script[]> = {
  tg: ['Cyrl', 'Latn', 'Arab'],
  ru: ['Cyrl', 'Latn', 'Arab'],
  en: ['Latn', 'Cyrl', 'Arab'],
  fa: ['Arab', 'Latn', 'Cyrl'],
};
/** The languages of a script that is shared, best first. */
const SPOKEN: Record<Language, readonly string[]> = {
  tg: ['tgk'],
  ru: ['rus', 'tgk'],
  en: ['eng'],
  fa: ['prs', 'pes'],
};

/** The names in the order in which this reader wants them: the legal ones first, each kind in the reader's own script first. */
export function inOrder<N extends Pick<Name, 'kind' | 'script' | 'language'>>(
  names: readonly N[],
  language: Language,
): N[] {
  const script = (it: N) => {
    const place = READ[language].indexOf(it.script as Script);
    return place < 0 ? SCRIPTS.length : place;
  };
  const spoken = (it: N) => (SPOKEN[language].includes(it.language ?? '') ? 0 : 1);
  const legal = (it: N) => (it.kind === 'legal' ? 0 : 1);
  return [...names].sort((a, b) => legal(a) - legal(b) || script(a) - script(b) || spoken(a) - spoken(b));
}

/** What somebody is called: the legal name in the reader's script, else any legal one, else any. */
export const calledIn = (names: readonly Name[], language: Language): Name | undefined => inOrder(names, language)[0];

const LETTERS: Record<Script, RegExp> = {
  Cyrl: /\p{Script=Cyrillic}/gu,
  Latn: /\p{Script=Latin}/gu,
  Arab: /\p{Script=Arabic}/gu,
};

/** The script of most letters; undefined where there are none. */
export function scriptOf(text: string): Script | undefined {
  const counted = SCRIPTS.map((script) => ({ script, letters: text.match(LETTERS[script])?.length ?? 0 }));
  const most = counted.reduce((a, b) => (b.letters > a.letters ? b : a));
  return most.letters > 0 ? most.script : undefined;
}

export const directionOfScript = (script: string) => (script === 'Arab' ? 'rtl' : 'ltr');

/** For the browser: which language and script a name is in, so that the right letters are drawn and read aloud. */
export function tagOf({ language, script }: Pick<Name, 'language' | 'script'>): string {
  const short: Record<string, string> = {
    tgk: 'tg',
    rus: 'ru',
    eng: 'en',
    prs: 'fa-AF',
    pes: 'fa',
    uzb: 'uz',
    pus: 'ps',
  };
  const tag = short[language ?? ''];
  return tag?.includes('-') ? tag : `${tag ?? 'und'}-${script}`;
}

export interface Corrected {
  name: Name;
  /** What stood before, the latest first. */
  before: Name[];
}

/** Each name of today with the earlier ones that it took the place of, and the names that simply ended. */
export function withOriginals(names: readonly Name[], earlier: readonly Name[]): { now: Corrected[]; ended: Name[] } {
  const by = new Map(earlier.map((it) => [it.id, it]));
  const now = names.map((name) => {
    const before: Name[] = [];
    let at = name.corrects ? by.get(name.corrects) : undefined;
    while (at) {
      before.push(at);
      by.delete(at.id);
      at = at.corrects ? by.get(at.corrects) : undefined;
    }
    return { name, before };
  });
  return { now, ended: [...by.values()] };
}
