/** What the door is made of: the browser's own controls, in the dress of the work's. */
/** @jsxImportSource preact */
import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Problem, Unreachable } from '../api/problem';
import button from '../design/Button.module.css';
import field from '../design/Field.module.css';
import { join } from '../design/join';
import panel from '../design/Problem.module.css';
import { useWords } from './words';

interface ButtonProps {
  kind?: 'primary' | 'plain' | 'quiet';
  submits?: boolean;
  wide?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onClick?: () => void;
  children: ComponentChildren;
}

export function Button({ kind = 'plain', submits, wide, busy, disabled, onClick, children }: ButtonProps) {
  return (
    <button
      type={submits ? 'submit' : 'button'}
      className={join(button.button, button[kind], button.m, wide && button.wide)}
      disabled={disabled}
      data-disabled={disabled || undefined}
      aria-busy={busy || undefined}
      onClick={() => !busy && onClick?.()}
    >
      <span>{children}</span>
      {busy && <span className={button.pending} aria-hidden="true" />}
    </button>
  );
}

interface FieldProps {
  label: string;
  help?: string;
  error?: string | false;
  type: 'email' | 'password';
  autoComplete: string;
  value: string;
  onChange: (value: string) => void;
  first?: boolean;
}

export function Field({ label, help, error, type, autoComplete, value, onChange, first }: FieldProps) {
  const id = useId();
  const control = useRef<HTMLInputElement>(null);
  // The types would have each kind of input written out.
  const kind = { type } as InputHTMLAttributes<HTMLInputElement>;
  useEffect(() => {
    if (first) control.current?.focus();
  }, [first]);
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      {help && (
        <span className={field.help} id={`${id}-help`}>
          {help}
        </span>
      )}
      <input
        id={id}
        ref={control}
        className={field.control}
        {...kind}
        autoComplete={autoComplete}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={join(help && `${id}-help`, error && `${id}-error`) || undefined}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {error && (
        <span className={field.error} id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

/** A refusal in words. */
export function Refusal({ error }: { error: unknown }) {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  if (!error) return null;
  const ours = error instanceof Unreachable ? 'unreachable' : 'defect';
  const [title, detail] =
    error instanceof Problem ? [error.title, error.detail] : [t(`problem.${ours}`), t(`problem.${ours}Detail`)];
  return (
    <div className={panel.panel} role="alert" tabIndex={-1} ref={box}>
      <div>
        <p className={panel.title}>{title}</p>
        {detail && <p>{detail}</p>}
        {error instanceof Problem && error.errors.length > 0 && (
          <ul className={panel.errors}>
            {error.errors.map((it) => (
              <li key={`${it.pointer} ${it.code}`}>{it.detail}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
