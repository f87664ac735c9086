/** The screens to walk, by who walks them: the address as the client names it, and one that is really there. */
import type { Page } from 'playwright-core';

type Address = string | ((page: Page) => Promise<string | undefined>);

export const SCREENS: Record<string, Record<string, Address>> = {
  registration: {
    '/': '/',
    '/find': '/find',
    '/account': '/account',
  },
};
