/** All keys that work on this screen. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/Dialog';
import style from './KeysHelp.module.css';
import { useKeys } from './keys';

export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const keys = useKeys();
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose}>
      <dl className={style.keys}>
        {keys.map((it) => (
          <div key={`${it.key} ${it.label}`}>
            <dt>
              <kbd>{it.key}</kbd>
            </dt>
            <dd>{it.label}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Esc</kbd> <kbd>Esc</kbd>
          </dt>
          <dd>{t('keys.hide')}</dd>
        </div>
        <div>
          <dt>
            <kbd>Tab</kbd>
          </dt>
          <dd>{t('keys.tab')}</dd>
        </div>
      </dl>
    </Dialog>
  );
}
