/// <reference types="vitest/config" />
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the API of a development session answers. */
const server = process.env.PANOH_SERVER ?? 'http://127.0.0.1:8080';

const source = (path: string) => resolve(import.meta.dirname, 'src', path);
const DOOR = source('main.ts');
/**
 * What is fetched in one piece: on a poor line each file more costs its round trip. The first screen of the day with all that stands around
 * it, and what a form is made of.
 */
const PIECES: Record<string, readonly string[]> = {
  work: [source('app/Work.tsx'), source('screens/today/Today.tsx')],
  forms: [source('programme/EntryForm.tsx')],
};

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** In which piece a module is: the first that needs it. What the door needs stands in none, for it is fetched before all. */
function pieces() {
  let places: Map<string, string | null> | undefined;
  const place = (graph: Graph, ids: readonly string[], name: string | null, into: Map<string, string | null>) => {
    for (const id of ids) {
      if (into.has(id)) continue;
      into.set(id, name);
      place(graph, graph.getModuleInfo(id)?.importedIds ?? [], name, into);
    }
    return into;
  };
  return (id: string, graph: Graph) => {
    places ??= Object.entries(PIECES).reduce(
      (all, [name, roots]) => place(graph, roots, name, all),
      place(graph, [DOOR], null, new Map<string, string | null>()),
    );
    return places.get(id) ?? null;
  };
}

/** Lays the compressed form of each file beside it, for the service to send as it is. */
function compressed(): Plugin {
  let folder = '';
  const pack = promisify(brotliCompress);
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: async () => {
      const files = await readdir(folder, { recursive: true });
      const texts = files.filter((it) => /\.(js|css|html|svg)$/.test(it)).map((it) => resolve(folder, it));
      await Promise.all(texts.map(async (it) => writeFile(`${it}.br`, await pack(await readFile(it)))));
    },
  };
}

export default defineConfig({
  plugins: [
    { ...optimizeLocales.vite({ locales: ['en-US', 'ru-RU'] }), enforce: 'pre' },
    react({ exclude: /\/(node_modules|src\/door)\// }),
    compressed(),
  ],
  server: { port: Number(process.env.PANOH_WEB_PORT ?? 5173), strictPort: true, proxy: { '/api': server } },
  build: {
    target: 'es2022',
    // Fonts and pictures stay files of our own: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: pieces() }] } },
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
