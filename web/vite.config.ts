/// <reference types="vitest/config" />
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API of a development session answers. */
const server = process.env.PANOH_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [{ ...optimizeLocales.vite({ locales: ['en-US', 'ru-RU'] }), enforce: 'pre' }, react()],
  server: { port: Number(process.env.PANOH_WEB_PORT ?? 5173), strictPort: true, proxy: { '/api': server } },
  build: {
    target: 'es2022',
    // Fonts and pictures stay files of our own: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
