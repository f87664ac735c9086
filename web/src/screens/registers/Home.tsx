/** The registers that are open to whoever looks. */
import { useTranslation } from 'react-i18next';
import { AreaCards } from '../../design/Areas';
import { Page } from '../../design/Page';
import { useAreas } from './parts';

export default function Home() {
  const { t } = useTranslation('registers');
  return (
    <Page title={t('title')} wide>
      <AreaCards label={t('areas')} areas={useAreas()} />
    </Page>
  );
}
