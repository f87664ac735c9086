/** The registers of the house, and which grant opens each. */
import { Archive, FileX2, Gavel, type LucideIcon, MailQuestion, Siren } from 'lucide-react';
import { can, type Me } from '../../app/me';

export type Area = 'retention' | 'disposals' | 'requests' | 'enforcement' | 'emergency';

export interface AreaOf {
  area: Area;
  to: `/registers/${Area}`;
  icon: LucideIcon;
  shownTo: (me: Me) => boolean;
}

const reads = (resource: string) => (me: Me) => can(me, resource, 'read');

export const AREAS: readonly AreaOf[] = [
  { area: 'retention', to: '/registers/retention', icon: Archive, shownTo: reads('legal_hold') },
  { area: 'disposals', to: '/registers/disposals', icon: FileX2, shownTo: reads('erasure') },
  { area: 'requests', to: '/registers/requests', icon: MailQuestion, shownTo: reads('subject_request') },
  { area: 'enforcement', to: '/registers/enforcement', icon: Gavel, shownTo: reads('enforcement_request') },
  { area: 'emergency', to: '/registers/emergency', icon: Siren, shownTo: reads('break_glass') },
];

/** Whoever answers for more than what they recorded themselves; a caseworker finds a person's requests on their file. */
export const keepsRegisters = (me: Me) => AREAS.some((it) => it.area !== 'requests' && it.shownTo(me));
