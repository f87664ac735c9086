/**
 * The forms of a case: on one side which there are and how each stands, on the other the one that is open. What is needed now stands first.
 */
import { Link } from '@tanstack/react-router';
import { ChevronLeft, CircleCheck, CircleDashed, CircleDot, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { count } from '../../locale/dates';
import type { Definition } from '../../programme/definition';
import { FormEditor } from './FormEditor';
import style from './Forms.module.css';
import type { CaseView } from './view';

type Line = CaseView['sections'][number];

/** How many answers of each form something that could be done next still waits for. */
function waitedFor(it: CaseView): Map<string, number> {
  const found = new Map<string, Set<string>>();
  for (const path of it.allowed_transitions.flatMap((one) => one.missing)) {
    const [form = ''] = path.split('.');
    found.set(form, (found.get(form) ?? new Set()).add(path));
  }
  return new Map([...found].map(([form, paths]) => [form, paths.size]));
}

function State({ line, missing }: { line: Line; missing: number }) {
  const { t } = useTranslation('case');
  if (missing > 0) {
    return (
      <>
        <CircleDot aria-hidden="true" data-state="missing" />
        <span className="unseen">{t('forms.missing', { count: missing, shown: count(missing) })}</span>
      </>
    );
  }
  return line.version ? (
    <>
      <CircleCheck aria-hidden="true" data-state="done" />
      <span className="unseen">{t('forms.written')}</span>
    </>
  ) : (
    <>
      <CircleDashed aria-hidden="true" data-state="empty" />
      <span className="unseen">{t('forms.empty')}</span>
    </>
  );
}

export function Forms({ it, definition, open }: { it: CaseView; definition: Definition; open: string | undefined }) {
  const { t } = useTranslation('case');
  const me = useMe();
  const [all, setAll] = useState(false);
  const waited = waitedFor(it);
  const asked = new Set(it.allowed_transitions.flatMap((one) => one.asks));
  const rank = (line: Line) => (waited.has(line.section) ? 0 : line.version ? 1 : asked.has(line.section) ? 2 : 3);
  const groups = [0, 1, 2, 3]
    .map((place) => ({ place, lines: it.sections.filter((line) => rank(line) === place) }))
    .filter(
      ({ place, lines }) => lines.length > 0 && (all || place < 3 || lines.some((line) => line.section === open)),
    );
  const hidden = it.sections.filter((line) => rank(line) === 3).length;
  const first = groups[0]?.lines[0]?.section;
  const selected = open ?? first;
  const line = it.sections.find((one) => one.section === selected);
  const mine = new Set(me?.roles.map((role) => role.role));
  const writable = definition.sections[selected ?? '']?.writers.some((role) => mine.has(role)) ?? false;
  return (
    <div className={style.forms} data-open={open !== undefined || undefined}>
      <nav className={style.list} aria-label={t('forms.title')}>
        {groups.map(({ place, lines }) => (
          <div key={place} className={style.group}>
            <h3>{t(`forms.group${place as 0 | 1 | 2 | 3}`)}</h3>
            <ul>
              {lines.map((one) => (
                <li key={one.section}>
                  <Link
                    to="/cases/$id"
                    params={{ id: it.id }}
                    search={{ side: 'forms', form: one.section }}
                    resetScroll={false}
                    className={style.line}
                    data-selected={one.section === selected || undefined}
                    aria-current={one.section === selected ? 'true' : undefined}
                  >
                    <State line={one} missing={waited.get(one.section) ?? 0} />
                    <span>{one.title}</span>
                    {!one.readable && <EyeOff aria-label={t('forms.notReadable')} />}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {!all && hidden > 0 && (
          <Button kind="quiet" size="s" onPress={() => setAll(true)}>
            {t('forms.all', { count: hidden, shown: count(hidden) })}
          </Button>
        )}
      </nav>
      <div className={style.open}>
        <Link
          to="/cases/$id"
          params={{ id: it.id }}
          search={{ side: 'forms' }}
          resetScroll={false}
          className={style.back}
        >
          <ChevronLeft aria-hidden="true" />
          {t('forms.back')}
        </Link>
        {line && <FormEditor key={line.section} it={it} definition={definition} line={line} writable={writable} />}
      </div>
    </div>
  );
}
