/** Where one can go from anywhere, and which grant opens each. */
import { FilePlus2, type LucideIcon, Sunrise } from 'lucide-react';
import { can, type Me } from './me';

export interface Place {
  to: string;
  /** Key under `navigation` in the common texts. */
  text: 'today' | 'intake';
  icon: LucideIcon;
  shownTo: (me: Me) => boolean;
}

export const PLACES: readonly Place[] = [
  { to: '/', text: 'today', icon: Sunrise, shownTo: (me) => can(me, 'work', 'read') },
  { to: '/intake', text: 'intake', icon: FilePlus2, shownTo: (me) => can(me, 'case', 'create') },
];
