/** One more waiting item on the docket of a sitting that is not open yet. */
import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { Empty, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { useQuestions } from './body';
import style from './Commission.module.css';
import type { Sitting } from './room';

export function DocketDialog({ sitting, onClose }: { sitting: Sitting; onClose: () => void }) {
  const { t } = useTranslation('commission');
  const questions = useQuestions();
  const waiting = useQuery(query('list_items', { query: { body: sitting.body, state: 'waiting', limit: 200 } }));
  const add = useCommand('add_docket_item', {
    label: 'unsent.did.change',
    touches: ['list_items', 'get_sitting'],
    keep: false,
  });
  const items = waiting.data?.data ?? [];
  return (
    <Dialog title={t('docket.add')} isOpen onClose={onClose} side>
      <ProblemPanel error={add.error ?? waiting.error} />
      {waiting.isPending && <Skeleton />}
      {waiting.data && items.length === 0 && <Empty icon={Inbox} title={t('waiting.none')} />}
      <ul className={style.lines}>
        {items.map((it) => (
          <li key={it.id}>
            <span className={style.main}>
              <span className={`number ${style.strong}`}>{it.case_number}</span>
              <br />
              <span className={style.soft}>{questions(it.question).title}</span>
            </span>
            <span className={style.acts}>
              {it.urgent && <Chip tone="warn">{t('urgent')}</Chip>}
              <Button
                size="s"
                isDisabled={add.isPending}
                aria-label={`${t('docket.put')}: ${it.case_number}`}
                onPress={() => add.mutate({ path: { id: sitting.id }, body: { item: it.id } })}
              >
                {t('docket.put')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
