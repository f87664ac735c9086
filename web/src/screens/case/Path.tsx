/** The path, drawn: what was gone is filled and dated, the present stands out, what lies ahead is hollow. */
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { join } from '../../design/join';
import { localParts, shortDate } from '../../locale/dates';
import type { Definition } from '../../programme/definition';
import style from './Path.module.css';
import { type Entered, pathOf } from './way';

export function Path({
  definition,
  present,
  history,
}: {
  definition: Definition;
  present: string;
  history: readonly Entered[];
}) {
  const { t } = useTranslation('case');
  const here = useRef<HTMLLIElement>(null);
  const steps = pathOf(definition, present, history);
  // biome-ignore lint/correctness/useExhaustiveDependencies: again when the case moves, or its past is known
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [present, steps.length]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it is scrolled, also by keyboard
    <ol className={style.path} aria-label={t('path.label')} tabIndex={0}>
      {steps.map((step) => (
        <li
          key={`${step.state} ${step.kind}`}
          ref={step.kind === 'present' ? here : undefined}
          className={join(style.step, style[step.kind])}
          aria-current={step.kind === 'present' ? 'step' : undefined}
        >
          <span className={style.dot} aria-hidden="true">
            {step.kind === 'past' && <Check />}
          </span>
          <span className={style.title}>{definition.states[step.state]?.title ?? step.state}</span>
          <span className={style.when}>
            {step.at ? (
              shortDate(localParts(step.at).date)
            ) : step.kind === 'ahead' ? (
              <span className="unseen">{t('path.ahead')}</span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
