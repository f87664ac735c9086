import { expect, it } from 'vitest';
import { visitsOf } from './visits';

const entry = (at: string, full_name: string, operation: string) => ({ entry: at, at, full_name, operation });

it('takes a look through the sides of a file for one, and leaves each change and each colleague apart', () => {
  const visits = visitsOf([
    entry('2026-11-25T06:03:00Z', 'Anna', 'person.read'),
    entry('2026-11-25T06:02:00Z', 'Anna', 'person.documents'),
    entry('2026-11-25T06:01:00Z', 'Anna', 'person.read'),
    entry('2026-11-25T06:00:00Z', 'Anna', 'person.update'),
    entry('2026-11-25T05:59:00Z', 'Anna', 'person.read'),
    entry('2026-11-25T05:58:00Z', 'Boris', 'person.read'),
    entry('2026-11-24T05:58:00Z', 'Boris', 'person.read'),
  ]);
  expect(visits.map((it) => [it.full_name, it.deeds, it.changes])).toEqual([
    ['Anna', ['personRead', 'documentRead'], false],
    ['Anna', ['personChanged'], true],
    ['Anna', ['personRead'], false],
    ['Boris', ['personRead'], false],
    ['Boris', ['personRead'], false],
  ]);
});
