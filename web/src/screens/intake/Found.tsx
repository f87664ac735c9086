/** Whoever was found here already: who they are, and the cases they are on, so that nothing is begun twice. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { Who } from '../find/Who';
import { useProgrammeWords } from '../people/programmes';
import style from './Intake.module.css';

function CasesAlready({ person }: { person: string }) {
  const { t } = useTranslation('intake');
  const cases = useQuery(query('list_cases_of_person', { path: { id: person } }));
  const all = cases.data?.data ?? [];
  const words = useProgrammeWords(all.map((it) => it.programme));
  if (all.length === 0) return null;
  return (
    <div>
      <p className={style.help}>{t('look.cases')}</p>
      <ul className={style.already}>
        {all.map((it) => (
          <li key={`${it.id} ${it.role}`}>
            <a href={`/cases/${it.id}`} target="_blank" rel="noreferrer" className="number">
              {it.number}
            </a>
            <span>{words.programme(it.programme)}</span>
            <Chip tone={PHASE_TONE[it.phase]}>{words.state(it.programme, it.state)}</Chip>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Found({ person }: { person: string }) {
  const me = useMe();
  const found = useQuery(query('get_person', { path: { id: person } }));
  if (found.isPending) return <Skeleton />;
  return (
    <div className={style.looking}>
      <ProblemPanel error={found.error} focus={false} />
      {found.data && <Who it={found.data} />}
      {can(me, 'case', 'read') && <CasesAlready person={person} />}
    </div>
  );
}
