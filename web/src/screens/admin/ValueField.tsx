/** The new value of a parameter, by its type: a period, several, a number, a day, yes or no, one of few. */
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Select, TextField } from '../../design/Field';
import { digits } from '../../locale/dates';
import style from './Admin.module.css';
import { type Period, parsePeriod, UNITS, type Unit, valueInWords, writePeriod } from './periods';

type Parameter = Schemas['ParameterView'];

interface Props {
  parameter: Parameter;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string;
}

const latin = (text: string) => text.replace(/[۰-۹]/g, (it) => String(it.charCodeAt(0) - 0x06f0)).replace(/\D/g, '');

function PeriodField({
  label,
  kind,
  value,
  onChange,
  error,
}: {
  label: string;
  kind: Parameter['kind'];
  value: Period;
  onChange: (value: Period) => void;
  error?: string;
}) {
  const { t } = useTranslation('admin');
  const units = UNITS.filter((it) => (kind === 'hours') === (it === 'hours'));
  return (
    // biome-ignore lint/a11y/useSemanticElements: two controls that are one value
    <div role="group" aria-label={label} className={style.row}>
      <TextField
        label={t('parameters.count')}
        inputMode="numeric"
        width="short"
        value={digits(value.many)}
        onChange={(it) => onChange({ ...value, many: Number(latin(it)) })}
        error={error}
      />
      <Select
        label={t('parameters.unit')}
        choices={units.map((it) => ({ value: it, label: t(`parameters.units.${it}`) }))}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit: (unit ?? value.unit) as Unit })}
      />
    </div>
  );
}

export function ValueField({ parameter, value, onChange, error }: Props) {
  const { t } = useTranslation('admin');
  const label = t('parameters.newValue');
  const nothing: Period = { many: 1, unit: parameter.kind === 'hours' ? 'hours' : 'days' };
  if (parameter.type === 'period') {
    return (
      <PeriodField
        label={label}
        kind={parameter.kind}
        value={parsePeriod(value) ?? nothing}
        onChange={(it) => onChange(writePeriod(it))}
        error={error}
      />
    );
  }
  if (parameter.type === 'period_list') {
    const all = Array.isArray(value) ? value : [];
    const become = (at: number, it?: Period) =>
      onChange(it ? all.with(at, writePeriod(it)) : all.filter((_, other) => other !== at));
    return (
      <div className={style.form}>
        {all.map((it, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a period is its place in the list
          <div key={at} className={style.row}>
            <PeriodField
              label={t('roles.line', { shown: digits(at + 1) })}
              kind={parameter.kind}
              value={parsePeriod(it) ?? nothing}
              onChange={(next) => become(at, next)}
            />
            <Button kind="quiet" icon={<Trash2 />} aria-label={t('roles.removeLine')} onPress={() => become(at)} />
          </div>
        ))}
        <div>
          <Button size="s" icon={<Plus />} onPress={() => onChange([...all, writePeriod(nothing)])}>
            {t('roles.addLine')}
          </Button>
        </div>
      </div>
    );
  }
  if (parameter.type === 'boolean') {
    return (
      <RadioGroup
        label={label}
        row
        choices={[
          { value: 'true', label: t('parameters.yes') },
          { value: 'false', label: t('parameters.no') },
        ]}
        value={value === undefined ? null : String(value)}
        onChange={(it) => onChange(it === 'true')}
        error={error}
      />
    );
  }
  if (parameter.type === 'date') {
    return (
      <DateField
        label={label}
        value={value ? { date: String(value), precision: 'day' } : null}
        onChange={(it) => onChange(it?.date)}
        error={error}
      />
    );
  }
  if (parameter.choices.length > 0) {
    return (
      <Select
        label={label}
        choices={parameter.choices.map((it) => ({ value: it, label: valueInWords(t, it) }))}
        value={value === undefined ? null : String(value)}
        onChange={onChange}
        width="medium"
        error={error}
      />
    );
  }
  return (
    <TextField
      label={label}
      inputMode="decimal"
      width="short"
      value={value === undefined ? '' : String(value)}
      onChange={(it) => onChange(parameter.type === 'text' ? it : Number(it.replace(',', '.')) || 0)}
      error={error}
    />
  );
}
