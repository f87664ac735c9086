/** What axe says about a page. It is put there by the debugger, so the page's content security policy stays as strict as it is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each finding as a line: the rule and where. */
export async function findings(page: Page, options: RunOptions = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const results = await page.evaluate(
    (given) => (window as unknown as { axe: { run(given: unknown): Promise<AxeResults> } }).axe.run(given),
    { resultTypes: ['violations'], ...options } as RunOptions,
  );
  return results.violations.flatMap((rule) =>
    rule.nodes.map((it) => `${rule.id}: ${it.target.join(' ')} ${it.any[0]?.message ?? rule.help}`),
  );
}
