/** What every screen before the work looks like: the mark, the languages, one sheet. */
/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage } from '../locale/chosen';
import style from './Door.module.css';
import { useChosenLanguage, useWords } from './words';

export function Door({ title, children }: { title: string; children: ComponentChildren }) {
  const t = useWords();
  const language = useChosenLanguage();
  useEffect(() => {
    document.title = `${title} · Panoh`;
  }, [title]);
  return (
    <div className={style.door}>
      <div className={style.arch} aria-hidden="true">
        <svg aria-hidden="true" viewBox="0 0 400 600" preserveAspectRatio="xMidYMax slice">
          {[0, 1, 2, 3, 4].map((ring) => {
            const half = 190 - ring * 36;
            const top = 70 + ring * 62;
            return (
              <path
                key={ring}
                d={`M${200 - half} 600V${top + half * 1.05}C${200 - half} ${top + half * 0.45} ${200 - half * 0.42} ${top + half * 0.28} 200 ${top}C${200 + half * 0.42} ${top + half * 0.28} ${200 + half} ${top + half * 0.45} ${200 + half} ${top + half * 1.05}V600`}
              />
            );
          })}
        </svg>
        <p className={style.motto}>{t('motto')}</p>
      </div>
      <main className={style.side} id="content">
        <header className={style.head}>
          <span className={style.brand}>
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <use href="#mark" />
            </svg>
            Panoh
          </span>
        </header>
        <div className={style.sheet}>
          <h1>{title}</h1>
          {children}
        </div>
        <nav className={style.languages} aria-label={t('languages')}>
          {LANGUAGES.map((it) => (
            <button type="button" key={it} lang={it} aria-pressed={it === language} onClick={() => setLanguage(it)}>
              {LANGUAGE_NAMES[it]}
            </button>
          ))}
        </nav>
      </main>
    </div>
  );
}
