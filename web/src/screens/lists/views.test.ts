import { expect, it } from 'vitest';
import { readKept, withView } from './views';

it('keeps a view without the number of a case', () => {
  const kept = withView(readKept(null), '  Late claims ', { programme: 'refugee-claim', number: '26-7' }, 'a');
  expect(kept.views).toEqual([{ id: 'a', name: 'Late claims', filters: { programme: 'refugee-claim' } }]);
});

it('replaces a view of the same name', () => {
  const one = withView(readKept(null), 'Mine', { owner: 'me' }, 'a');
  expect(withView(one, 'Mine', { team: 'mine' }, 'b').views).toEqual([
    { id: 'b', name: 'Mine', filters: { team: 'mine' } },
  ]);
});

it('begins anew where what was kept cannot be understood', () => {
  expect(readKept('{').views).toEqual([]);
  expect(readKept('{"views":[{"id":1}],"layout":{"columns":["nonsense"]}}').layout.columns.length).toBeGreaterThan(1);
});

it('always shows the number, in the shipped order', () => {
  expect(readKept('{"layout":{"columns":["owner","state"]}}').layout.columns).toEqual(['number', 'state', 'owner']);
});
