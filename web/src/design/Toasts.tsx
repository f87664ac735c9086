/** A word at the edge of the screen that something is done. Never the only place where something is said that must be acted on. */
import { CircleCheck, CloudOff, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import style from './Toasts.module.css';

interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'kept';
  /** One thing that can be done about it, such as undoing. */
  action?: { label: string; run: () => void };
}

/** How long a word stands, in milliseconds; one with an action stands longer. */
const STAYS = 6_000;
const STAYS_WITH_ACTION = 15_000;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const drop = (id: number) => become(toasts.filter((it) => it.id !== id));

export function say(text: string, { tone = 'good', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}) {
  last += 1;
  const id = last;
  become([...toasts.slice(-2), { id, text, tone, action }]);
  window.setTimeout(() => drop(id), action ? STAYS_WITH_ACTION : STAYS);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={style.region} role="status" aria-live="polite">
      {shown.map((it) => (
        <div key={it.id} className={style.toast}>
          {it.tone === 'good' ? <CircleCheck aria-hidden="true" /> : <CloudOff aria-hidden="true" />}
          <span>{it.text}</span>
          {it.action && (
            <Button
              kind="quiet"
              size="s"
              onPress={() => {
                it.action?.run();
                drop(it.id);
              }}
            >
              {it.action.label}
            </Button>
          )}
          <Button kind="quiet" size="s" icon={<X />} aria-label={t('dialog.close')} onPress={() => drop(it.id)} />
        </div>
      ))}
    </div>
  );
}
