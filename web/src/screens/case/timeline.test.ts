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
