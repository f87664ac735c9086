/** The areas of administration that are open to whoever looks. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/me';
import { Page, Skeleton } from '../../design/Page';
import style from './Admin.module.css';
import { AREAS } from './areas';

export default function Home() {
  const { t } = useTranslation('admin');
  const me = useMe();
  return (
    <Page title={t('title')} wide>
      {!me ? (
        <Skeleton />
      ) : (
        <nav className={style.cards} aria-label={t('areas')}>
          {AREAS.filter((it) => it.shownTo(me)).map((it) => (
            <Link key={it.area} to={it.to} className={style.card}>
              <it.icon aria-hidden="true" />
              <span>
                <strong>{t(`area.${it.area}.title`)}</strong>
                {t(`area.${it.area}.detail`)}
              </span>
            </Link>
          ))}
        </nav>
      )}
    </Page>
  );
}
