/** What a person asked about their data, on their own file. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { MailQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { RecordRequest } from './RecordRequest';
import { RequestTable } from './Requests';

export default function RequestsOf({ person }: { person: string }) {
  const { t } = useTranslation('registers');
  const me = useMe();
  const [recording, setRecording] = useState(false);
  const asked = (answered: boolean) => pages('list_subject_requests', { query: { person, answered, limit: 50 } });
  const open = useInfiniteQuery(asked(false));
  const answered = useInfiniteQuery(asked(true));
  const lines = [open, answered].flatMap((it) => it.data?.pages.flatMap((page) => page.data) ?? []);
  const more = [open, answered].find((it) => it.hasNextPage);
  return (
    <Sheet
      title={t('request.ofPerson')}
      flush
      aside={
        can(me, 'subject_request', 'create') && (
          <Button size="s" onPress={() => setRecording(true)}>
            {t('request.record')}
          </Button>
        )
      }
    >
      <ProblemPanel error={open.error ?? answered.error} focus={false} />
      {open.isPending || answered.isPending ? (
        <Skeleton lines={3} />
      ) : lines.length === 0 ? (
        <Empty icon={MailQuestion} title={t('request.noneOfPerson')}>
          {t('request.noneDetail')}
        </Empty>
      ) : (
        <RequestTable lines={lines} ofPerson />
      )}
      {more && (
        <Button isPending={more.isFetchingNextPage} onPress={() => void more.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {recording && <RecordRequest person={person} onClose={() => setRecording(false)} />}
    </Sheet>
  );
}
