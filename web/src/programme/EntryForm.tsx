/** The questions of one entry of a section, those that are shown now. */

import { AnswerField, type Person } from './AnswerField';
import { type Answers, type Evaluate, type Facts, isRequired, isShown } from './conditions';
import type { Field } from './definition';
import style from './EntryForm.module.css';

interface Props {
  /** The form that it is an entry of. */
  section: string;
  fields: readonly [string, Field][];
  answers: Answers;
  /** What conditions look at; the entry is added here. */
  facts: Omit<Facts, 'entry'>;
  evaluate: Evaluate;
  people: readonly Person[];
  onAnswer: (name: string, value: unknown, done: boolean) => void;
  errorOf?: (name: string) => string | undefined;
  isDisabled?: boolean;
  /** Begins the id of each control, so that an error can lead there. */
  prefix: string;
}

export const controlId = (prefix: string, name: string) => `${prefix}-${name}`;

export function EntryForm({
  section,
  fields,
  answers,
  facts,
  evaluate,
  people,
  onAnswer,
  errorOf,
  isDisabled,
  prefix,
}: Props) {
  const whole: Facts = { ...facts, entry: answers };
  return (
    <div className={style.fields}>
      {fields
        .filter(([, field]) => isShown(field, whole, evaluate))
        .map(([name, field]) => (
          <AnswerField
            key={name}
            id={controlId(prefix, name)}
            field={field}
            section={section}
            value={answers[name]}
            onChange={(value, done) => onAnswer(name, value, done)}
            required={isRequired(field, whole, evaluate)}
            error={errorOf?.(name)}
            people={people}
            isDisabled={isDisabled}
          />
        ))}
    </div>
  );
}
