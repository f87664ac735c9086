/** An address that leads nowhere, or to what is not this member's to see: the two look alike. */
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Empty, Page } from '../design/Page';

export function Nowhere() {
  const { t } = useTranslation();
  return (
    <Page title={t('nowhere.title')}>
      <Empty icon={Compass} title={t('nowhere.detail')} action={<Link to="/">{t('nowhere.home')}</Link>} />
    </Page>
  );
}
