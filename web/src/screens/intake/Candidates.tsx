/** People who are here already and may be whoever has come, each with why, their file, and the word that it is they. */
import { useQueries } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Because, type Known, Who } from '../find/Who';
import style from './Intake.module.css';

export interface Candidate {
  id: string;
  score: number;
  why: readonly { words: string }[];
  /** Who they are, where it came with the answer. */
  known?: Known;
}

interface Props {
  people: readonly Candidate[];
  onChoose: (person: string) => void;
}

export function Candidates({ people, onChoose }: Props) {
  const { t } = useTranslation('intake');
  const files = useQueries({
    queries: people.map((it) => ({ ...query('get_person', { path: { id: it.id } }), enabled: !it.known })),
  });
  return (
    <ul className={style.candidates}>
      {people.map((it, place) => {
        const known = it.known ?? files[place]?.data;
        return (
          <li key={it.id} aria-busy={!known || undefined}>
            {known && <Who it={known} />}
            <Because score={it.score} why={it.why} />
            <span className={style.acts}>
              <Button size="s" onPress={() => onChoose(it.id)}>
                {t('look.choose')}
              </Button>
              <a href={`/people/${it.id}`} target="_blank" rel="noreferrer" className={style.file}>
                {t('look.file')} <ExternalLink aria-hidden="true" />
              </a>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
