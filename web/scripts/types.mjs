// Makes src/api/schema.d.ts and src/api/operations.ts out of the API's description. With --check it writes nothing and fails where
// either is stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const description = new URL('../../openapi.json', import.meta.url);
const { paths } = JSON.parse(await readFile(description, 'utf8'));
const lines = Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, it]) => it.operationId)
      .map(([method, it]) => `  ${it.operationId}: ['${method.toUpperCase()}', '${path}'],`),
  )
  .sort();

const made = {
  'schema.d.ts': astToString(await openapi(description, { alphabetize: true })),
  'operations.ts': `// Generated from openapi.json by \`npm run types\`: where each operation answers.\nexport const OPERATIONS = {\n${lines.join('\n')}\n} as const;\n`,
};

let stale = false;
for (const [name, text] of Object.entries(made)) {
  const file = new URL(`../src/api/${name}`, import.meta.url);
  if (!process.argv.includes('--check')) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`src/api/${name} is stale: run npm run types`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
