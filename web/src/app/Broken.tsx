/** Where a screen breaks, the member is told and may try again; the rest of the client stands. */
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button';
import { Empty } from '../design/Page';

export function BrokenScreen({ again }: { again: () => void }) {
  const { t } = useTranslation('session');
  return (
    <Empty title={t('broken.title')} action={<Button onPress={again}>{t('broken.again')}</Button>}>
      {t('broken.detail')}
    </Empty>
  );
}

export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <BrokenScreen again={() => this.setState({ broken: false })} /> : this.props.children;
  }
}
