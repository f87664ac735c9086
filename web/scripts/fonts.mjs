// Makes src/design/fonts/ out of the fonts' packages: the weights that the design has, and for the languages of the client files of their
// own with no letter more. A name may have any letter: those that are rare here stand in files that are seldom asked for.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import subset from 'subset-font';

const WEIGHTS = { wght: { min: 400, max: 640, default: 400 } };
const from = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join('');

/** Letters of Tajik beyond those of Russian. */
const TAJIK = 'ҒғӢӣҚқӮӯҲҳҶҷ';
const LATIN = [from(0x20, 0x7e), from(0xa0, 0xff), from(0x2010, 0x2027), from(0x2030, 0x203a), '⁄€™←↑→↓−'].join('');
const CYRILLIC = `${from(0x400, 0x45f)}№`;
const ARABIC = `${from(0x600, 0x6ff)}${from(0x200c, 0x200f)}\ufdfc\ufdf2`;

const noto = (part) => `@fontsource-variable/noto-sans/files/noto-sans-${part}-wght-normal.woff2`;
const FILES = {
  latin: [noto('latin'), LATIN],
  cyrillic: [noto('cyrillic'), CYRILLIC],
  tajik: [noto('cyrillic-ext'), TAJIK],
  persian: ['@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2', ARABIC],
  'latin-rare': [
    noto('latin-ext'),
    from(0x100, 0x24f) + from(0x2b0, 0x2ff) + from(0x300, 0x36f) + from(0x1e00, 0x1eff),
  ],
  'cyrillic-rare': [noto('cyrillic-ext'), from(0x460, 0x52f)],
};

const folder = new URL('../src/design/fonts/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, [file, letters]] of Object.entries(FILES)) {
  const whole = await readFile(new URL(`../node_modules/${file}`, import.meta.url));
  const made = await subset(whole, letters, { targetFormat: 'woff2', variationAxes: WEIGHTS });
  await writeFile(new URL(`${name}.woff2`, folder), made);
  console.log(`${name.padEnd(14)} ${(whole.length / 1000).toFixed(0)} kB -> ${(made.length / 1000).toFixed(1)} kB`);
}
