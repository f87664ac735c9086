/** A refusal in words. Where it names fields, each is a link to where the member can put it right. */
import { CircleAlert, CloudOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem, Unreachable } from '../api/problem';
import style from './Problem.module.css';

interface Props {
  error: unknown;
  /** What a field is called here; without it the server's own words stand alone. */
  nameOf?: (pointer: string) => string | undefined;
  /** The id of the control that a pointer leads to. */
  idOf?: (pointer: string) => string | undefined;
  /** Take the focus when it appears: after a press, not on arrival. */
  focus?: boolean;
}

export function ProblemPanel({ error, nameOf, idOf, focus = true }: Props) {
  const { t } = useTranslation('session');
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error && focus) panel.current?.focus();
  }, [error, focus]);
  if (!error) return null;
  const away = error instanceof Unreachable;
  const title = error instanceof Problem ? error.title : away ? t('problem.unreachable') : t('problem.defect');
  const detail =
    error instanceof Problem ? error.detail : away ? t('problem.unreachableDetail') : t('problem.defectDetail');
  const errors = error instanceof Problem ? error.errors : [];
  const go = (pointer: string) => {
    const target = document.getElementById(idOf?.(pointer) ?? '');
    target?.scrollIntoView({ block: 'center' });
    (target?.matches('input, select, textarea, button')
      ? target
      : target?.querySelector<HTMLElement>('input, select, textarea, button')
    )?.focus();
  };
  return (
    <div className={style.panel} role="alert" tabIndex={-1} ref={panel}>
      {away ? <CloudOff aria-hidden="true" /> : <CircleAlert aria-hidden="true" />}
      <div>
        <p className={style.title}>{title}</p>
        {detail && <p>{detail}</p>}
        {errors.length > 0 && (
          <ul className={style.errors}>
            {errors.map((it) => {
              const name = nameOf?.(it.pointer);
              const words = name ? `${name}: ${it.detail}` : it.detail;
              return (
                <li key={`${it.pointer} ${it.code}`}>
                  {idOf?.(it.pointer) ? (
                    <button type="button" className={style.link} onClick={() => go(it.pointer)}>
                      {words}
                    </button>
                  ) : (
                    words
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </div>
  );
}
