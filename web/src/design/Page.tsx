/** The frame of a screen, and what stands in it while there is nothing: loading, empty, broken. */
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { join } from './join';
import style from './Page.module.css';

interface PageProps {
  /** Shown as the heading and in the tab, so it never says anything about anyone. */
  title: string;
  /** A heading that may say more than the tab does. */
  heading?: ReactNode;
  /** Small words above the heading. */
  above?: ReactNode;
  actions?: ReactNode;
  /** Lists want the whole width; forms and reading do not. */
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, heading, above, actions, wide, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Panoh`;
  }, [title]);
  return (
    <main className={join(style.page, wide && style.wide)} id="content" tabIndex={-1}>
      <header className={style.head}>
        <div className={style.words}>
          {above && <div className={style.above}>{above}</div>}
          <h1>{heading ?? title}</h1>
        </div>
        {actions && <div className={style.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** A sheet of paper on the ground. */
export function Sheet({
  title,
  aside,
  flush,
  children,
  ...rest
}: {
  title?: ReactNode;
  aside?: ReactNode;
  /** The content reaches the edges, as lists do. */
  flush?: boolean;
  id?: string;
  children: ReactNode;
}) {
  return (
    <section className={style.sheet} {...rest}>
      {title && (
        <header className={style.sheetHead}>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      <div className={flush ? undefined : style.sheetBody}>{children}</div>
    </section>
  );
}

/** Nothing here, why, and what to do next. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={style.empty}>
      {Icon && <Icon aria-hidden="true" />}
      <p className={style.emptyTitle}>{title}</p>
      {children && <div>{children}</div>}
      {action}
    </div>
  );
}

/** The shape of what is coming. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={style.skeleton} aria-busy="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={line} />
      ))}
    </div>
  );
}
