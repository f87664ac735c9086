/** The areas of administration, and which grant opens each. */
import {
  BookLock,
  Building2,
  CalendarDays,
  Landmark,
  ListTree,
  type LucideIcon,
  MapPin,
  Network,
  Scale,
  ShieldCheck,
  Users,
} from 'lucide-react';
import { can, type Me } from '../../app/me';

export type Area =
  | 'organisations'
  | 'organisation'
  | 'people'
  | 'roles'
  | 'offices'
  | 'programmes'
  | 'parameters'
  | 'calendar'
  | 'lists'
  | 'places'
  | 'ledger';

export interface AreaOf {
  area: Area;
  to: `/admin/${Area}`;
  icon: LucideIcon;
  shownTo: (me: Me) => boolean;
}

const keeps = (resource: string) => (me: Me) => can(me, resource, 'manage', ['organisation']);
const reads = (resource: string) => (me: Me) => can(me, resource, 'read') && !keepsPlatform(me);
/** The platform's administrators keep organisations and see nothing inside one. */
export const keepsPlatform = (me: Me) => can(me, 'organisation', 'manage', ['platform']);

export const AREAS: readonly AreaOf[] = [
  { area: 'organisations', to: '/admin/organisations', icon: Landmark, shownTo: keepsPlatform },
  {
    area: 'organisation',
    to: '/admin/organisation',
    icon: Landmark,
    shownTo: (me) => can(me, 'organisation', 'update', ['organisation']),
  },
  {
    area: 'people',
    to: '/admin/people',
    icon: Users,
    shownTo: (me) => can(me, 'user', 'read', ['organisation', 'office', 'team']) || keeps('user')(me),
  },
  {
    area: 'roles',
    to: '/admin/roles',
    icon: ShieldCheck,
    shownTo: (me) => can(me, 'role', 'read', ['organisation', 'office', 'team']) || keeps('role')(me),
  },
  {
    area: 'offices',
    to: '/admin/offices',
    icon: Building2,
    shownTo: (me) => can(me, 'office', 'read', ['organisation', 'office', 'team']) || keeps('office')(me),
  },
  { area: 'programmes', to: '/admin/programmes', icon: Network, shownTo: reads('programme_setting') },
  { area: 'parameters', to: '/admin/parameters', icon: Scale, shownTo: reads('parameter') },
  { area: 'calendar', to: '/admin/calendar', icon: CalendarDays, shownTo: reads('calendar') },
  { area: 'lists', to: '/admin/lists', icon: ListTree, shownTo: (me) => can(me, 'code_list', 'read') },
  { area: 'places', to: '/admin/places', icon: MapPin, shownTo: (me) => can(me, 'code_list', 'read') },
  {
    area: 'ledger',
    to: '/admin/ledger',
    icon: BookLock,
    shownTo: (me) => can(me, 'ledger', 'read', ['organisation', 'platform']),
  },
];

/** Whoever keeps or oversees something of the house has administration in the rail; others find nothing in it for them. */
export const administers = (me: Me) =>
  keepsPlatform(me) ||
  ['user', 'role', 'office', 'parameter'].some((it) => keeps(it)(me)) ||
  can(me, 'ledger', 'read', ['organisation', 'platform']);
