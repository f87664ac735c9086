/** Where one can go from anywhere, and which grant opens each. */
import { type LucideIcon, Sunrise } from 'lucide-react';
import { can, type Me } from './me';

export interface Place {
  to: string;
  /** Key under `navigation` in the common texts. */
  text: 'today';
  icon: LucideIcon;
  shownTo: (me: Me) => boolean;
}

export const PLACES: readonly Place[] = [
  { to: '/', text: 'today', icon: Sunrise, shownTo: (me) => can(me, 'work', 'read') },
];
