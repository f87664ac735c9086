/** The areas of a part of the client: as cards to begin with, and beside each of them. The whole of an area's name is its link. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import style from './Areas.module.css';

export interface AreaLink {
  to: string;
  icon: LucideIcon;
  title: string;
  detail: string;
}

export function AreaCards({ label, areas }: { label: string; areas: readonly AreaLink[] }) {
  return (
    <nav className={style.cards} aria-label={label}>
      {areas.map((it) => (
        <a key={it.to} href={it.to} className={style.card}>
          <it.icon aria-hidden="true" />
          <span>
            <strong>{it.title}</strong>
            {it.detail}
          </span>
        </a>
      ))}
    </nav>
  );
}

/** What one works at, with the other areas beside it. */
export function BesideAreas({
  label,
  areas,
  here,
  children,
}: {
  label: string;
  areas: readonly AreaLink[];
  here: string;
  children: ReactNode;
}) {
  return (
    <div className={style.frame}>
      <nav className={style.areas} aria-label={label}>
        {areas.map((it) => (
          <a key={it.to} href={it.to} className={style.area} aria-current={it.to === here ? 'page' : undefined}>
            <it.icon aria-hidden="true" />
            {it.title}
          </a>
        ))}
      </nav>
      <div className={style.content}>{children}</div>
    </div>
  );
}
