/** The browser tests: the built client as the binary serves it, a real PostgreSQL, a real Chromium. `npm run e2e`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: 'node',
    include: ['*.test.ts'],
    globalSetup: './house.ts',
    // One house for all: what one flow leaves behind, another may see, as in life.
    fileParallelism: false,
    sequence: { concurrent: false },
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
