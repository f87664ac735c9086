/** Takes the pictures of `docs/pictures/` anew: `npm run pictures`. */
import { defineConfig } from 'vitest/config';
import tests from './vitest.config';

export default defineConfig({ ...tests, test: { ...tests.test, include: ['*.pictures.ts'], testTimeout: 300_000 } });
