/** What stands around every screen: where one can go, what one looks for, what is not sent yet, who one is. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Languages, Moon, Search, UserRound } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { command } from '../api/command';
import { lock, rememberEmail, signOut } from '../api/session';
import { Button } from '../design/Button';
import { Menu } from '../design/Menu';
import { Skeleton } from '../design/Page';
import { Toasts } from '../design/Toasts';
import { LANGUAGE_NAMES, LANGUAGES, type Language, setLanguage, useLanguage } from '../locale/language';
import { setTheme, THEMES, useTheme } from './appearance';
import { Broken } from './Broken';
import { setFindText } from './find';
import { onlyVotes, useHome } from './home';
import { KeysHelp } from './KeysHelp';
import { useKey } from './keys';
import { Mark } from './Mark';
import { useMe } from './me';
import { PLACES } from './navigation';
import style from './Shell.module.css';
import { Unsent } from './Unsent';

function FindBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  useKey('/', t('keys.find'), () => box.current?.focus());
  return (
    <search className={style.find}>
      <Search aria-hidden="true" />
      <input
        ref={box}
        type="search"
        aria-label={t('find.label')}
        placeholder={t('find.placeholder')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setFindText(event.target.value)}
        onKeyDown={(event) => {
          // The text stays out of the address: it may be someone's name.
          if (event.key === 'Enter') void navigate({ to: '/find' });
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-hit]')?.focus();
        }}
      />
      <span className={style.hint} aria-hidden="true">
        /
      </span>
    </search>
  );
}

function LanguageMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const language = useLanguage();
  const choose = (next: Language) => {
    setLanguage(next);
    if (me) {
      const wanted = { body: { language: next }, version: me.version };
      void command('update_me', wanted, { label: 'unsent.did.language', touches: ['get_me'], keep: false }).catch(
        () => undefined,
      );
    }
  };
  const items = LANGUAGES.map((it) => ({
    id: it,
    text: LANGUAGE_NAMES[it],
    label: <span lang={it}>{LANGUAGE_NAMES[it]}</span>,
    on: it === language,
    run: () => choose(it),
  }));
  return (
    <Menu label={t('shell.language')} groups={[{ id: 'language', items }]}>
      <Button kind="quiet" icon={<Languages />} aria-label={`${t('shell.language')}: ${LANGUAGE_NAMES[language]}`} />
    </Menu>
  );
}

function ThemeMenu() {
  const { t } = useTranslation();
  const theme = useTheme();
  const items = THEMES.map((it) => ({
    id: it,
    text: t(`shell.themes.${it}`),
    label: t(`shell.themes.${it}`),
    on: it === theme,
    run: () => setTheme(it),
  }));
  return (
    <Menu label={t('shell.theme')} groups={[{ id: 'theme', items }]}>
      <Button kind="quiet" icon={<Moon />} aria-label={t('shell.theme')} />
    </Menu>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const me = useMe();
  useEffect(() => {
    if (me) rememberEmail(me.email);
  }, [me]);
  if (!me) return null;
  const organisation = String((me.organisation_name as Record<string, string>)[language] ?? me.organisation);
  const item = (id: string, text: string, run: () => void) => ({ id, text, label: text, run });
  return (
    <Menu
      label={t('shell.account')}
      groups={[
        {
          id: 'who',
          title: `${me.full_name} · ${organisation}`,
          items: [item('account', t('shell.account'), () => void navigate({ to: '/account' }))],
        },
        {
          id: 'away',
          items: [
            item('lock', t('shell.lock'), () => lock(false)),
            item('sign-out', t('shell.signOut'), () => void signOut()),
          ],
        },
      ]}
    >
      <Button kind="quiet" icon={<UserRound />} aria-label={`${t('shell.account')}: ${me.full_name}`} />
    </Menu>
  );
}

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const [help, setHelp] = useState(false);
  useKey('?', t('keys.help'), () => setHelp(true));
  useHome(me);
  return (
    <div className={style.shell}>
      <a href="#content" className={style.skip}>
        {t('shell.skip')}
      </a>
      <header className={style.top}>
        <Link to="/" className={style.brand} aria-label="Panoh">
          <Mark />
          <span className={style.brandName}>Panoh</span>
        </Link>
        {me && onlyVotes(me) ? <span className={style.find} /> : <FindBox />}
        <div className={style.tools}>
          <Unsent />
          <ThemeMenu />
          <LanguageMenu />
          <UserMenu />
        </div>
      </header>
      <nav className={style.rail} aria-label={t('shell.navigation')}>
        {me &&
          PLACES.filter((it) => it.shownTo(me)).map(({ to, text, icon: Icon }) => (
            <Link key={to} to={to} className={style.place} activeOptions={{ exact: to === '/' }}>
              <Icon aria-hidden="true" />
              <span>{t(`navigation.${text}`)}</span>
            </Link>
          ))}
      </nav>
      <div className={style.screen}>
        <Broken>
          <Suspense fallback={<Skeleton lines={8} />}>
            <Outlet />
          </Suspense>
        </Broken>
      </div>
      <KeysHelp isOpen={help} onClose={() => setHelp(false)} />
      <Toasts />
    </div>
  );
}
