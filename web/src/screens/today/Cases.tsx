/** One's own cases, and for whoever leads a team the team's; both lead to the whole list. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { shortDate } from '../../locale/dates';
import style from './Today.module.css';

/** So many of each are shown here. */
const SHOWN = 6;

type Line = LineOf<'list_cases'>;

function Some({
  title,
  all,
  lines,
  owners,
}: {
  title: string;
  all: string;
  lines: readonly Line[] | undefined;
  owners?: boolean;
}) {
  const { t } = useTranslation('today');
  return (
    <Sheet title={title} aside={<a href={all}>{t('all')}</a>}>
      {lines === undefined ? (
        <Skeleton lines={4} />
      ) : lines.length === 0 ? (
        <p className={style.why}>{t('noCases')}</p>
      ) : (
        <ul className={style.cases}>
          {lines.map((it) => (
            <li key={it.id}>
              <a href={`/cases/${it.id}`} className={style.caseName}>
                {it.principal ?? <span className="number">{it.number}</span>}
              </a>
              <span className={style.caseState}>
                <Chip tone={PHASE_TONE[it.phase]}>{it.state_title}</Chip>
                {owners && it.owner_name && <span className={style.why}>{it.owner_name}</span>}
                {it.next_due && <span className={style.why}>{t('until', { day: shortDate(it.next_due) })}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}

export function Cases() {
  const { t } = useTranslation('today');
  const me = useMe();
  const reads = can(me, 'case', 'read');
  const leads = can(me, 'case', 'approve') && Boolean(me?.team);
  const open = (line: Line) => line.phase !== 'closed';
  const mine = useQuery({
    ...query('list_cases', { query: { owner: me?.membership, limit: 20 } }),
    enabled: reads && Boolean(me),
  });
  const team = useQuery({
    ...query('list_cases', { query: { team: me?.team ?? undefined, limit: 20 } }),
    enabled: reads && leads,
  });
  if (!me || !reads) return null;
  return (
    <div className={style.beside}>
      {leads && (
        <Some
          title={t('teamCases')}
          all={`/cases?team=${me.team}`}
          lines={team.data?.data.filter(open).slice(0, SHOWN)}
          owners
        />
      )}
      {(!leads || (mine.data?.data.length ?? 0) > 0) && (
        <Some
          title={t('myCases')}
          all={`/cases?owner=${me.membership}`}
          lines={mine.data?.data.filter(open).slice(0, SHOWN)}
        />
      )}
    </div>
  );
}
