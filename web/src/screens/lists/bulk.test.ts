import { expect, it } from 'vitest';
import { forEach, isThere } from './bulk';

const soon = () => new Promise((done) => setTimeout(done, 1));

it('does each once, and one that fails does not stop the others', async () => {
  const came: Record<number, string> = {};
  await forEach(
    [1, 2, 3, 4, 5],
    async (it) => {
      await soon();
      if (it === 2) throw new Error('no');
      return it * 10;
    },
    {
      onEach: (line, it) => {
        came[line] = it.state === 'done' ? String(it.result) : 'failed';
      },
    },
  );
  expect(came).toEqual({ 1: '10', 2: 'failed', 3: '30', 4: '40', 5: '50' });
});

it('is never more than three at once', async () => {
  let now = 0;
  let most = 0;
  await forEach(
    Array.from({ length: 20 }, (_, it) => it),
    async () => {
      now += 1;
      most = Math.max(most, now);
      await soon();
      now -= 1;
    },
    { onEach: () => undefined },
  );
  expect(most).toBe(3);
});

it('begins no more once it is stopped', async () => {
  const done: number[] = [];
  await forEach(
    [1, 2, 3, 4, 5, 6, 7, 8],
    async (it) => {
      await soon();
      return it;
    },
    { onEach: (line) => void done.push(line), stopped: () => done.length >= 2 },
  );
  expect(done.length).toBeLessThan(8);
  expect(done.length).toBeGreaterThanOrEqual(2);
});

it('leaves a case where it is already', () => {
  expect(isThere({ owner: 'a', team: 't' }, { owner: 'a' })).toBe(true);
  expect(isThere({ owner: 'a', team: 't' }, { owner: 'a', team: 'u' })).toBe(false);
  expect(isThere({ owner: 'a', team: null }, { team: 't' })).toBe(false);
});
