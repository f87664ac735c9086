/** One case: where it stands, what can be done, until when, and everything that was written about it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { query } from '../../api/query';
import { Nowhere } from '../../app/Nowhere';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { Tabs } from '../../design/Tabs';
import { useDefinition } from '../../programme/definition';
import { OfCase } from '../../programme/files';
import { Alerts, Facts, Papers, People } from './About';
import style from './Case.module.css';
import { Deadlines } from './Deadlines';
import { Forms } from './Forms';
import { Next } from './Next';
import { Notes } from './Notes';
import { Path } from './Path';
import type { SideOfCase } from './routes';
import { Tasks } from './Tasks';
import { Timeline, timelineOf } from './Timeline';
import type { Entered } from './way';

const route = getRouteApi('/cases/$id');

/** When each state was entered, from what the timeline has of it. */
function useHistory(id: string): Entered[] {
  const { data } = useInfiniteQuery(timelineOf(id));
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  return entries
    .map((entry) => ({
      at: entry.at,
      change: (entry.change as { state?: { before?: string; after?: string } } | null)?.state,
    }))
    .filter((it) => it.change?.after && it.change.after !== it.change.before)
    .map((it) => ({ state: String(it.change?.after), at: it.at }))
    .reverse();
}

export default function Case() {
  const { t } = useTranslation('case');
  const { id } = route.useParams();
  const { side = 'forms', form } = route.useSearch();
  const navigate = useNavigate();
  const loaded = useQuery(query('get_case', { path: { id } }));
  const it = loaded.data;
  const definition = useDefinition(it?.programme, it?.programme_version);
  const history = useHistory(id);
  if (loaded.error instanceof Problem && loaded.error.status === 404) return <Nowhere />;
  if (!it || !definition) {
    return (
      <Page title={t('title')}>
        <ProblemPanel error={loaded.error} focus={false} />
        {!loaded.error && <Skeleton lines={10} />}
      </Page>
    );
  }
  const principal = it.subjects[0]?.name;
  return (
    <Page
      title={it.number}
      wide
      above={
        <>
          {it.programme_title} · <span className="number">{it.number}</span>
        </>
      }
      heading={principal ?? <span className="number">{it.number}</span>}
      actions={
        <>
          {it.tracks.map((track) => (
            <Chip key={track.track}>{`${track.title}: ${track.state_title}`}</Chip>
          ))}
          {it.class >= 4 && <Chip tone="bad">{t('needToKnow')}</Chip>}
          <Chip tone={PHASE_TONE[it.phase]}>{it.state_title}</Chip>
        </>
      }
    >
      <Sheet flush>
        <Path definition={definition} present={it.state} history={history} />
      </Sheet>
      <OfCase.Provider value={id}>
        <div className={style.columns}>
          <div className={style.main}>
            <Next it={it} definition={definition} />
            <Tabs
              label={t('sides.label')}
              selected={side}
              onSelect={(next) =>
                void navigate({
                  to: '/cases/$id',
                  params: { id },
                  search: { side: next as SideOfCase },
                  resetScroll: false,
                })
              }
              sides={[
                {
                  id: 'forms',
                  title: t('sides.forms'),
                  content: () => <Forms it={it} definition={definition} open={form} />,
                },
                {
                  id: 'timeline',
                  title: t('sides.timeline'),
                  content: () => <Timeline id={id} definition={definition} />,
                },
                { id: 'notes', title: t('sides.notes'), content: () => <Notes id={id} /> },
              ]}
            />
          </div>
          <aside className={style.aside} aria-label={t('sides.beside')}>
            <Deadlines it={it} definition={definition} />
            <Alerts it={it} />
            <Tasks it={it} definition={definition} />
            <People it={it} definition={definition} />
            <Papers it={it} />
            <Facts it={it} />
          </aside>
        </div>
      </OfCase.Provider>
    </Page>
  );
}
