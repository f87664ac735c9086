/** Every act that the service writes into the ledger has words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACTS } from './acts';

const SERVICE = join(import.meta.dirname, '../../../../src');
const NAMED = /(?:Act::new\(|\bact\(|\bact: )\s*"([a-z_]+\.[a-z_]+)"/g;

it('says each act of the service in words', () => {
  const sources = readdirSync(SERVICE, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.rs'));
  const acts = sources.flatMap((it) =>
    [...readFileSync(join(SERVICE, it), 'utf8').matchAll(NAMED)].map((found) => String(found[1])),
  );
  expect(acts.length).toBeGreaterThan(100);
  expect([...new Set(acts)].filter((it) => !ACTS.includes(it))).toEqual([]);
});
