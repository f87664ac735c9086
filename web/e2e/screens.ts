/** The screens to walk, by who walks them: the address as the client names it, and one that is really there. */
import { ADDRESS, PASSWORD } from './browser';
import * as shelf from './shelf';

/** Asks the service for something to look at. */
export type Get = <T>(path: string) => Promise<T>;
type Address = string | ((get: Get) => Promise<string>);
type Listed<T> = { data: T[] };

/** The service as somebody sees it, for finding ids. */
export async function seenBy(who: string): Promise<Get> {
  const email = who.includes('@') ? who : `${who}@department.example`;
  const answer = await fetch(`${ADDRESS}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return async <T>(path: string) => {
    const found = await fetch(`${ADDRESS}/api/v1${path}`, { headers: { Authorization: `Bearer ${access_token}` } });
    return (await found.json()) as T;
  };
}

async function first<T>(get: Get, list: string): Promise<T> {
  const [found] = (await get<Listed<T>>(list)).data;
  if (!found) throw new Error(`nothing in ${list}`);
  return found;
}

const firstCase = (get: Get) => first<{ id: string }>(get, '/cases?limit=1');
const firstPerson = async (get: Get) => {
  const { id } = await firstCase(get);
  const { subjects } = await get<{ subjects: { person: string }[] }>(`/cases/${id}`);
  return subjects[0]?.person;
};

/** Two people who are not one: a claim and the status that came of it have the same. */
async function twoPeople(get: Get): Promise<string[]> {
  const people = new Set<string>();
  for (const { id } of (await get<Listed<{ id: string }>>('/cases?limit=20')).data) {
    const { subjects } = await get<{ subjects: { person: string }[] }>(`/cases/${id}`);
    if (subjects[0]) people.add(subjects[0].person);
    if (people.size === 2) break;
  }
  return [...people];
}

export const SCREENS: Record<string, Record<string, Address>> = {
  registration: {
    '/': '/',
    '/find': '/find',
    '/account': '/account',
    '/cases': '/cases',
    '/cases/$id': async (get) => `/cases/${(await firstCase(get)).id}`,
    '/intake': '/intake',
    '/intake/$draft': '/intake/none',
    '/duplicates': '/duplicates',
    '/duplicates/$one/$other': async (get) => `/duplicates/${(await twoPeople(get)).join('/')}`,
    '/merges/$id': '/merges/01930000-0000-7000-8000-000000000000',
    '/imports': '/imports',
    '/imports/$id': '/imports/01930000-0000-7000-8000-000000000000',
    '/people/$id': async (get) => `/people/${await firstPerson(get)}`,
  },
  secretary: {
    '/commission': '/commission',
    '/commission/sittings/$id': async (get) =>
      `/commission/sittings/${(await first<{ id: string }>(get, '/sittings')).id}`,
    '/commission/items/$id': async (get) => `/commission/items/${(await first<{ id: string }>(get, '/items')).id}`,
  },
  supervisor: {
    '/registers/requests/$id': async () => {
      const get = await seenBy('registration');
      return `/registers/requests/${await shelf.request(String(await firstPerson(get)))}`;
    },
    '/registers/enforcement/$id': async () => `/registers/enforcement/${await shelf.enforcement()}`,
    '/registers/enforcement': '/registers/enforcement',
    '/registers/emergency': async () => {
      await shelf.emergency();
      return '/registers/emergency';
    },
  },
  dataprotection: {
    '/registers': '/registers',
    '/registers/disposals/$id': async () => `/registers/disposals/${await shelf.disposed()}`,
    '/registers/disposals': '/registers/disposals',
    '/registers/retention': '/registers/retention',
    '/registers/requests': '/registers/requests?answered=true',
  },
  administrator: {
    '/admin': '/admin',
    '/admin/organisation': '/admin/organisation',
    '/admin/people': '/admin/people',
    '/admin/people/$id': async (get) => `/admin/people/${(await first<{ id: string }>(get, '/users')).id}`,
    '/admin/roles': '/admin/roles',
    '/admin/roles/$id': async (get) => `/admin/roles/${(await first<{ id: string }>(get, '/roles')).id}`,
    '/admin/offices': '/admin/offices',
    '/admin/programmes': '/admin/programmes',
    '/admin/programmes/$programme': '/admin/programmes/refugee-status',
    '/admin/parameters': '/admin/parameters',
    '/admin/calendar': '/admin/calendar',
    '/admin/lists': '/admin/lists',
    '/admin/lists/$list': '/admin/lists/unit-kind',
    '/admin/places': '/admin/places?parent=TJ',
    '/admin/ledger': '/admin/ledger',
  },
  'platform@platform.example': {
    '/admin/organisations': '/admin/organisations',
  },
};
