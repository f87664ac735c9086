/** What stands before everything else until it is answered: a dialog in the middle, or a panel at the side. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import style from './Dialog.module.css';
import { join } from './join';

interface Props {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  /** At the side, for what one works in and not only answers. */
  side?: boolean;
  wide?: boolean;
  /** A press outside does not close it: something would be lost. */
  keep?: boolean;
  /** The buttons at its foot. */
  foot?: ReactNode;
  children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, side, wide, keep, foot, children }: Props) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!keep}
      className={join(style.overlay, side && style.sideways)}
    >
      <Modal className={join(style.modal, side ? style.side : style.middle, wide && style.wide)}>
        <AriaDialog className={style.dialog}>
          <header className={style.head}>
            <Heading slot="title">{title}</Heading>
            <Button kind="quiet" size="s" icon={<X />} aria-label={t('dialog.close')} onPress={onClose} />
          </header>
          <div className={style.body}>{children}</div>
          {foot && <footer className={style.foot}>{foot}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
