/**
 * A screen that nobody uses locks itself, and a double Escape hides it at once. Use in one tab counts for all: the time of the last use is
 * told from tab to tab and stored nowhere.
 */
import { currentSession, lock } from '../api/session';

/** Idle time before the password is asked again, in milliseconds. */
const IDLE = 10 * 60_000;
/** Longest time between the two presses of the key that hides, in milliseconds. */
const DOUBLE = 500;
/** How often use is told to the other tabs, and idleness looked at, in milliseconds. */
const LOOK = 5_000;
const USES = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** From now on. */
export function watchUse() {
  const tabs = new BroadcastChannel('panoh-use');
  let last = Date.now();
  let told = 0;
  let escaped = 0;
  const used = () => {
    last = Date.now();
    if (last - told > LOOK) {
      told = last;
      tabs.postMessage(last);
    }
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.repeat) return;
    const now = Date.now();
    if (now - escaped < DOUBLE) lock(true);
    escaped = now;
  };
  tabs.onmessage = (event) => {
    last = Math.max(last, Number(event.data));
  };
  for (const use of USES) window.addEventListener(use, used, { capture: true, passive: true });
  window.addEventListener('keydown', pressed, { capture: true });
  window.setInterval(() => {
    if (currentSession().state === 'in' && Date.now() - last > IDLE) lock(false);
  }, LOOK);
}
