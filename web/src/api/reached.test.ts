/** Every operation of the service is reached by a screen, or stands here with the reason why none needs it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OPERATIONS } from './operations';

const HERE = join(import.meta.dirname, '..');

const BY_NO_SCREEN: Record<string, string> = {
  list_deadlines: 'the case carries its deadlines',
  list_tasks: 'the case carries its open tasks',
  list_names: 'the person carries all names',
  list_docket: 'a sitting is looked at by its items',
  list_user_memberships: 'a colleague has one membership in an organisation, and it is shown with them',
};

it('reaches every operation', () => {
  const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter((it) => /\.tsx?$/.test(it) && !/\.test\.ts$|schema\.d\.ts$|api\/operations\.ts$/.test(it))
    .map((it) => readFileSync(join(HERE, it), 'utf8'))
    .join('\n');
  const unreached = Object.keys(OPERATIONS).filter((it) => !sources.includes(`'${it}'`));
  expect(unreached.sort()).toEqual(Object.keys(BY_NO_SCREEN).sort());
});
