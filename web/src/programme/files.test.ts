import { expect, it } from 'vitest';
import { within } from './files';

it.each([
  [4000, 3000, [2200, 1650]],
  [3000, 4000, [1650, 2200]],
  [800, 600, [800, 600]],
])('shows a picture of %d × %d as %j', (width, height, shown) => {
  expect(within(width, height)).toEqual(shown);
});
