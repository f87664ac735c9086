/** Where one can go from anywhere, and which grant opens each. */
import {
  FilePlus2,
  FolderOpen,
  LibraryBig,
  type LucideIcon,
  Scale,
  SlidersHorizontal,
  Sunrise,
  UsersRound,
} from 'lucide-react';
import { administers } from '../screens/admin/areas';
import { keepsRegisters } from '../screens/registers/areas';
import { onlyVotes } from './home';
import { can, type Me } from './me';

export interface Place {
  to: string;
  /** Key under `navigation` in the common texts. */
  text: 'today' | 'intake' | 'cases' | 'duplicates' | 'commission' | 'registers' | 'admin';
  icon: LucideIcon;
  shownTo: (me: Me) => boolean;
}

export const PLACES: readonly Place[] = [
  { to: '/', text: 'today', icon: Sunrise, shownTo: (me) => can(me, 'work', 'read') && !onlyVotes(me) },
  { to: '/intake', text: 'intake', icon: FilePlus2, shownTo: (me) => can(me, 'case', 'create') },
  {
    to: '/cases',
    text: 'cases',
    icon: FolderOpen,
    shownTo: (me) => can(me, 'case', 'read', ['own', 'team', 'office', 'organisation']),
  },
  { to: '/duplicates', text: 'duplicates', icon: UsersRound, shownTo: (me) => can(me, 'duplicate', 'read') },
  {
    to: '/commission',
    text: 'commission',
    icon: Scale,
    shownTo: (me) => can(me, 'sitting', 'read', ['docket']) || can(me, 'seat', 'manage'),
  },
  { to: '/registers', text: 'registers', icon: LibraryBig, shownTo: keepsRegisters },
  { to: '/admin', text: 'admin', icon: SlidersHorizontal, shownTo: administers },
];
