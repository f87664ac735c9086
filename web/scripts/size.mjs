// Weighs what a browser loads before it can show a screen, compressed as it is sent, and fails above the budget (issue 5). Texts are counted
// in the heaviest language; fonts, which the screen does not wait for, are told apart.
import { readFile } from 'node:fs/promises';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const KB = 1000;

const weigh = async (file) => (await readFile(new URL(`${file}.br`, dist))).length;

/** A piece is known by its name, everything else by where it comes from. */
const keyOf = (name) => (manifest[name] ? name : Object.keys(manifest).find((key) => manifest[key].name === name));

function reach(name, into = new Set()) {
  const key = keyOf(name);
  const chunk = manifest[key];
  if (!chunk || into.has(key)) return into;
  into.add(key);
  for (const one of chunk.imports ?? []) reach(one, into);
  return into;
}

async function sum(keys) {
  const files = new Set();
  for (const key of keys) {
    const { file, css = [] } = manifest[key];
    for (const one of [file, ...css]) files.add(one);
  }
  const weights = await Promise.all([...files].map(weigh));
  return weights.reduce((all, one) => all + one, await weigh('index.html'));
}

async function texts(areas) {
  const each = ['en', 'tg', 'ru', 'fa'].map(async (language) => {
    const files = areas.map((area) => manifest[`src/texts/${language}/${area}.json`].file);
    const weights = await Promise.all(files.map(weigh));
    return weights.reduce((all, one) => all + one, 0);
  });
  return Math.max(...(await Promise.all(each)));
}

const entry = reach('index.html');
const work = (...parts) => ['work', ...parts].reduce((all, part) => reach(part, all), new Set(entry));
// What forms with conditions load, whether or not a form has any.
const conditions = Object.keys(manifest).find((key) => key.includes('/cel-js/'));
const screens = [
  ['sign-in', 150, entry, []],
  ['today', 300, work(), ['common', 'today']],
  ['case', 300, work('src/screens/case/Case.tsx', conditions), ['common', 'case']],
  [
    'intake',
    300,
    work('src/screens/intake/Intake.tsx', 'src/screens/intake/Registration.tsx', conditions),
    ['common', 'intake'],
  ],
  ['person', 300, work('src/screens/people/Person.tsx'), ['common', 'people']],
  ['cases', 300, work('src/screens/lists/Cases.tsx'), ['common', 'lists']],
];

let over = false;
for (const [name, budget, keys, areas] of screens) {
  const size = ((await sum(keys)) + (await texts(areas))) / KB;
  console.log(`${name.padEnd(8)} ${size.toFixed(1).padStart(6)} kB of ${budget} kB compressed`);
  over ||= size > budget;
}
const fonts = await Promise.all(
  Object.values(manifest)
    .filter((it) => it.file.endsWith('.woff2'))
    .map(
      async (it) =>
        `${it.src.split('/').pop()} ${((await readFile(new URL(it.file, dist))).length / KB).toFixed(0)} kB`,
    ),
);
console.log(`fonts    ${fonts.join(', ')}`);
if (over) {
  console.error('over the budget');
  process.exit(1);
}
