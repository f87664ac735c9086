/** What stands around every screen: where one can go, what one looks for, what is not sent yet, who one is. */
import { Link, Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { Languages, Search, UserRound } from 'lucide-react';
import { type KeyboardEvent, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { command } from '../api/command';
import { useKept } from '../api/outbox';
import { lock, rememberEmail, signOut, switchOrganisation } from '../api/session';
import { Button } from '../design/Button';
import { Dialog } from '../design/Dialog';
import { Menu } from '../design/Menu';
import { Skeleton } from '../design/Page';
import { Toasts } from '../design/Toasts';
import { LANGUAGE_NAMES, LANGUAGES, type Language, setLanguage, useLanguage } from '../locale/language';
import { currentTheme, onTheme, setTheme, THEMES } from './appearance';
import { Broken } from './Broken';
import { SHORTEST, setFindText } from './find';
import { onlyVotes, useHome } from './home';
import { KeysHelp } from './KeysHelp';
import { useKey } from './keys';
import { Mark } from './Mark';
import { can, useMe, useSession } from './me';
import { PLACES } from './navigation';
import style from './Shell.module.css';
import { Unsent } from './Unsent';

function FindBox() {
  const { t } = useTranslation();
  const router = useRouter();
  const box = useRef<HTMLInputElement>(null);
  const isThere = () => router.latestLocation.pathname === '/find';
  useKey('/', t('keys.find'), () => {
    box.current?.focus();
    box.current?.select();
  });
  // The text stays out of the address: it may be someone's name.
  const look = (text: string) => {
    setFindText(text);
    if (text.trim().length >= SHORTEST && !isThere()) void router.navigate({ to: '/find' });
  };
  const walk = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && !isThere()) void router.navigate({ to: '/find' });
    else if (event.key === 'ArrowDown' || event.key === 'Enter')
      document.querySelector<HTMLElement>('[data-hit]')?.focus();
    else if (event.key === 'Escape' && event.currentTarget.value) {
      // Back to what one was at.
      event.currentTarget.value = '';
      setFindText('');
      if (isThere() && router.history.canGoBack()) router.history.back();
    } else return;
    event.preventDefault();
  };
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
        onChange={(event) => look(event.target.value)}
        onKeyDown={walk}
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

function UserMenu() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const me = useMe();
  const session = useSession();
  const theme = useSyncExternalStore(onTheme, currentTheme);
  const unsent = useKept(session.state === 'in' ? session.member.membership : undefined).length;
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (me) rememberEmail(me.email);
  }, [me]);
  if (!me) return null;
  const organisation = String((me.organisation_name as Record<string, string>)[language] ?? me.organisation);
  const item = (id: string, text: string, run: () => void) => ({ id, text, label: text, run });
  const elsewhere = session.state === 'in' ? session.elsewhere : [];
  const leave = async (organisation: string) => {
    await switchOrganisation(organisation);
    await navigate({ to: '/' });
  };
  return (
    <>
      <Menu
        label={t('shell.account')}
        groups={[
          {
            id: 'who',
            title: `${me.full_name} · ${organisation}`,
            items: [item('account', t('shell.account'), () => void navigate({ to: '/account' }))],
          },
          ...(elsewhere.length > 0
            ? [
                {
                  id: 'elsewhere',
                  title: t('shell.elsewhere'),
                  items: elsewhere.map((it) =>
                    item(
                      it.organisation,
                      String((it.name as Record<string, string>)[language] ?? it.organisation),
                      () => void leave(it.organisation),
                    ),
                  ),
                },
              ]
            : []),
          {
            id: 'theme',
            title: t('shell.theme'),
            items: THEMES.map((it) => ({ ...item(it, t(`shell.themes.${it}`), () => setTheme(it)), on: it === theme })),
          },
          {
            id: 'away',
            items: [
              item('lock', t('shell.lock'), () => lock(false)),
              item('sign-out', t('shell.signOut'), () => (unsent > 0 ? setAsked(true) : void signOut())),
            ],
          },
        ]}
      >
        <Button kind="quiet" icon={<UserRound />} aria-label={`${t('shell.account')}: ${me.full_name}`} />
      </Menu>
      <Dialog
        title={t('signOut.title')}
        isOpen={asked}
        onClose={() => setAsked(false)}
        foot={
          <>
            <Button onPress={() => void signOut()}>{t('signOut.anyway')}</Button>
            <Button kind="primary" onPress={() => setAsked(false)}>
              {t('signOut.stay')}
            </Button>
          </>
        }
      >
        <p>{t('signOut.explain')}</p>
      </Dialog>
    </>
  );
}

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  useKey('?', t('keys.help'), () => setHelp(true));
  useKey('t', t('keys.today'), () => void navigate({ to: '/' }));
  useKey('n', t('keys.new'), () => can(me, 'case', 'create') && void navigate({ to: '/intake' }));
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
