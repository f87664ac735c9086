/** What a timeline tells as one. */
import { expect, it } from 'vitest';
import type { LineOf } from '../../api/types';
import { gathered } from './Timeline';

type Entry = LineOf<'get_timeline'>;
const entry = (id: string, change: Partial<Entry>): Entry =>
  ({
    id,
    at: '',
    actor_kind: 'member',
    actor: 'a',
    operation: 'case.section_write',
    acts: [],
    fields: [],
    change: {},
    corrections: [],
    ...change,
  }) as Entry;

it('gathers what one member wrote in one go, and nothing else', () => {
  const told = gathered([
    entry('1', { fields: ['arrival.channel'] }),
    entry('2', { fields: ['arrival.channel', 'arrival.language'] }),
    entry('3', { actor: 'b', fields: ['arrival.place'] }),
    entry('4', { operation: 'case.transition' }),
    entry('5', { fields: ['claim.signed'] }),
  ]);
  expect(told.map((it) => [it.id, it.fields])).toEqual([
    ['1', ['arrival.channel', 'arrival.language']],
    ['3', ['arrival.place']],
    ['4', []],
    ['5', ['claim.signed']],
  ]);
});

it('tells several corrections of one answer as one, from the first to the last', () => {
  const correction = (field: string, before: unknown, after: unknown) =>
    ({ section: 'arrival', entry: null, field, before, after }) as Entry['corrections'][number];
  const told = gathered([
    entry('3', { corrections: [correction('language', 'pes', 'tgk')] }),
    entry('2', { corrections: [correction('language', 'prs', 'pes'), correction('place', 'b', 'a')] }),
    entry('1', { corrections: [correction('place', 'a', 'b')] }),
  ]);
  expect(told[0]?.corrections).toEqual([correction('language', 'prs', 'tgk')]);
});
