/** Who is in the room: for each seat its member or an alternate, when they came and when they left. */
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Sheet } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { digits, localParts } from '../../locale/dates';
import { useTitle } from './body';
import style from './Commission.module.css';
import type { Holder, Sitting, Words } from './room';

type Seat = LineOf<'list_seats'>;
const time = (at: string) => digits(localParts(at).time);

export function Attendance({ sitting, seats }: { sitting: Sitting; seats: readonly Seat[] }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const manner = { label: 'unsent.did.change', touches: ['get_sitting'], keep: false };
  const arrive = useCommand('record_arrival', manner);
  const leave = useCommand('record_leaving', manner);
  const going = sitting.state === 'called' || sitting.state === 'open';
  // A holder counts on the day of the sitting.
  const day = localParts(sitting.called_for).date;
  return (
    <Sheet title={t('attendance.title')}>
      <ProblemPanel error={arrive.error ?? leave.error} />
      <ul className={style.lines}>
        {seats.map((seat) => {
          const there = sitting.attendance.find((it) => it.seat === seat.id);
          const holders = (seat.holders as unknown as Holder[]).filter(
            (it) => it.starts_on <= day && (!it.ends_on || it.ends_on >= day),
          );
          const institution = title(seat.institution as Words);
          return (
            <li key={seat.id}>
              <div className={style.main}>
                <p className={style.strong}>
                  {institution} {seat.is_chair && <Chip>{t('chair')}</Chip>}
                </p>
                {there && (
                  <p className={style.soft}>
                    <bdi>{there.full_name}</bdi>, {t(`capacity.${there.capacity}`)}
                  </p>
                )}
              </div>
              <div className={style.acts}>
                {there && !there.left_at && (
                  <Chip tone="good">{t('attendance.since', { time: time(there.arrived_at) })}</Chip>
                )}
                {there?.left_at && <Chip>{t('attendance.left', { time: time(there.left_at) })}</Chip>}
                {there && !there.left_at && going && (
                  <Button
                    size="s"
                    kind="quiet"
                    icon={<LogOut />}
                    aria-label={`${t('attendance.leaves')}: ${institution}`}
                    onPress={() => leave.mutate({ path: { id: sitting.id, seat: seat.id } })}
                  >
                    {t('attendance.leaves')}
                  </Button>
                )}
                {!there && !going && <Chip>{t('attendance.absent')}</Chip>}
                {!there &&
                  going &&
                  holders.map((it) => (
                    <Button
                      key={it.id}
                      size="s"
                      aria-label={`${t(`attendance.arrives.${it.capacity}`)}: ${institution}, ${it.full_name ?? ''}`}
                      onPress={() =>
                        arrive.mutate({
                          path: { id: sitting.id },
                          body: { seat: seat.id, membership: it.membership },
                        })
                      }
                    >
                      {t(`attendance.arrives.${it.capacity}`)}
                    </Button>
                  ))}
                {!there && going && holders.length === 0 && <Chip tone="warn">{t('seats.vacant')}</Chip>}
              </div>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}
