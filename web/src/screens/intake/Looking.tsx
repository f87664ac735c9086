/** Who has come? They are looked for first among those who are here, so that nobody is written down twice. */

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTEST } from '../../app/find';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { usePeople } from '../find/search';
import { useSettled } from '../find/typed';
import { Candidates } from './Candidates';
import style from './Intake.module.css';

interface Props {
  id: string;
  /** Those who are in this case already. */
  without: readonly string[];
  error?: string;
  onChoose: (person: string) => void;
  /** It is none of them. */
  onNew: (looked: string, seen: readonly string[]) => void;
}

export function Looking({ id, without, error, onChoose, onNew }: Props) {
  const { t } = useTranslation('intake');
  const [text, setText] = useState('');
  const looked = useSettled(text.trim());
  const enough = looked.length >= SHORTEST;
  const found = usePeople(looked, {}, enough);
  const hits = enough ? (found.data?.data ?? []).filter((it) => !without.includes(it.id)) : [];
  // What stands there is of what is typed now, and of nothing earlier.
  const done = enough && looked === text.trim() && found.data !== undefined && !found.isPlaceholderData;
  return (
    <div className={style.looking} id={id}>
      <TextField
        label={t('look.label')}
        help={t('look.help')}
        value={text}
        onChange={setText}
        autoComplete="off"
        spellCheck="false"
        maxLength={200}
        error={error}
      />
      <ProblemPanel error={found.error} focus={false} />
      <div aria-live="polite" className={style.looking}>
        {done && <p className={style.strong}>{hits.length > 0 ? t('look.found') : t('look.nobody')}</p>}
        {hits.length > 0 && (
          <Candidates
            people={hits.map((it) => ({ id: it.id, score: it.score, why: it.why, known: it }))}
            onChoose={onChoose}
          />
        )}
        {(done || found.error) && (
          <div>
            <Button
              kind={hits.length > 0 ? 'plain' : 'primary'}
              icon={<UserPlus />}
              onPress={() =>
                onNew(
                  looked,
                  hits.map((it) => it.id),
                )
              }
            >
              {hits.length > 0 ? t('look.none') : t('look.new')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
