/** How far a registration is: each step with a tick, or with what it still lacks; and the whole list of that, when one tried to go on. */
import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { count } from '../../locale/dates';
import type { Lack } from './giving';
import style from './Intake.module.css';

export interface Step {
  id: string;
  title: string;
  missing: number;
  begun: boolean;
}

function Mark({ step }: { step: Step }) {
  if (step.missing === 0) return <CircleCheck data-state="done" aria-hidden="true" />;
  return step.begun ? <CircleDot data-state="missing" aria-hidden="true" /> : <CircleDashed aria-hidden="true" />;
}

export function Steps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation('intake');
  return (
    <nav className={style.steps} aria-label={t('steps')}>
      <ol>
        {steps.map((step) => (
          <li key={step.id}>
            <button
              type="button"
              onClick={() => {
                document.getElementById(`step-${step.id}`)?.scrollIntoView({ block: 'start' });
              }}
            >
              <Mark step={step} />
              <span>
                {step.title}
                <span className={style.help}>
                  {step.missing === 0
                    ? t('complete')
                    : t('missing', { count: step.missing, shown: count(step.missing) })}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function go(id: string) {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: 'center' });
  (target?.querySelector<HTMLElement>('input, select, textarea, button') ?? target)?.focus({ preventScroll: true });
}

export function StillMissing({ lacks }: { lacks: readonly Lack[] }) {
  const { t } = useTranslation('intake');
  return (
    <section className={style.missing} id="missing" tabIndex={-1} aria-label={t('stillMissing')}>
      <h2>{t('stillMissing')}</h2>
      <ul>
        {lacks.map((it) => (
          <li key={it.id}>
            <button type="button" onClick={() => go(it.id)}>
              {it.words}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
