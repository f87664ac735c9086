/** What one presses. One `primary` a view; `danger` only where something ends. */
import type { ReactNode } from 'react';
import { type ButtonProps, Button as Pressable } from 'react-aria-components/Button';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useTranslation } from 'react-i18next';
import style from './Button.module.css';
import { join } from './join';

export interface Props extends Omit<ButtonProps, 'className' | 'style' | 'children'> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'm' | 's';
  /** Stands before the words. */
  icon?: ReactNode;
  /** Fills the line. */
  wide?: boolean;
  children?: ReactNode;
}

export function Button({ kind = 'plain', size = 'm', icon, wide, children, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Pressable
      {...rest}
      className={join(style.button, style[kind], style[size], wide && style.wide, !children && style.bare)}
    >
      {icon}
      {children && <span>{children}</span>}
      {rest.isPending && <ProgressBar isIndeterminate aria-label={t('button.pending')} className={style.pending} />}
    </Pressable>
  );
}
