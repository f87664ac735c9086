/**
 * Whether a screen has room for what it says: on a laptop, at 200 % zoom (as wide as a laptop's half) and on a phone nothing is scrolled
 * sideways, nothing is cut off, nothing stands outside; and whoever wants no motion sees none.
 */
import type { Page } from 'playwright-core';

const SIZES = [
  { width: 640, height: 400 },
  { width: 390, height: 844 },
];

/** What has no room in the window as it is. A word that ends in dots says itself that there is more. */
const withoutRoom = () => {
  const found = new Set<string>();
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`is ${scrollWidth - clientWidth} wider than the window`);
  const holds = (it: Element) => getComputedStyle(it).overflowX !== 'visible';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    const words = text.textContent?.trim();
    if (!element || !words || element.closest('svg, select, .unseen')) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    let holder: Element | null = element;
    let dots = false;
    let hidden = false;
    for (; holder && holder !== document.body && !holds(holder); holder = holder.parentElement) {
      hidden ||= getComputedStyle(holder).clipPath !== 'none';
    }
    if (holder) {
      const style = getComputedStyle(holder);
      dots = style.textOverflow === 'ellipsis';
      hidden ||= style.clipPath !== 'none';
      // What can be scrolled there is not lost.
      dots ||= style.overflowX === 'auto' || style.overflowX === 'scroll';
    }
    if (hidden || dots) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const room =
      holder && holder !== document.body ? holder.getBoundingClientRect() : { left: 0, right: window.innerWidth };
    if (box.left < room.left - 1 || box.right > room.right + 1) found.add(`has no room for: ${words.slice(0, 60)}`);
  }
  return [...found];
};

/** What still moves though the member wants no motion; what shows that something is under way may. */
export const restless = (page: Page) =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter((it) => it.playState === 'running' && Number(it.effect?.getComputedTiming().duration) > 20)
      .map((it) => `moves: ${(it.effect as KeyframeEffect).target?.className}`),
  );

/** What has no room on a laptop, zoomed or on a phone. */
export async function cramped(page: Page): Promise<string[]> {
  const usual = page.viewportSize();
  const found = await page.evaluate(withoutRoom);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    found.push(...(await page.evaluate(withoutRoom)).map((it) => `at ${size.width} px: ${it}`));
  }
  if (usual) await page.setViewportSize(usual);
  return found;
}
