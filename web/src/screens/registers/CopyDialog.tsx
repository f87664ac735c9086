/** The copy that somebody asked for of their data: by which way it goes, then it is made, read here, and handed over as a text or as data. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { Select } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { useWords } from '../../programme/codes';
import { SaveButton } from './parts';
import style from './Registers.module.css';

export function CopyDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const kind = useWords('contact-kind');
  // What is safe is safe at this hour: it is asked anew each time.
  const channels = useQuery({ ...query('list_copy_channels', { path: { id } }), staleTime: 0, gcTime: 0 });
  const [through, setThrough] = useState<string | null>(null);
  const make = useCommand('make_subject_copy', {
    label: 'unsent.did.change',
    touches: ['list_subject_requests'],
    keep: false,
  });
  const made = make.data?.kept === false ? make.data.answer : undefined;
  const choices = (channels.data?.data ?? []).map((it) => ({ value: it.id, label: `${kind(it.kind)}: ${it.value}` }));
  const about = channels.data?.data.find((it) => it.id === through);
  return (
    <Dialog
      title={t('copy.title')}
      wide
      isOpen
      keep
      onClose={onClose}
      foot={
        made ? (
          <>
            <SaveButton name="copy.txt" type="text/plain" text={made.text}>
              {t('copy.saveText')}
            </SaveButton>
            <SaveButton name="copy.json" type="application/json" text={JSON.stringify(made.content)}>
              {t('copy.saveData')}
            </SaveButton>
            <Button kind="primary" onPress={onClose}>
              {t('copy.done')}
            </Button>
          </>
        ) : (
          <>
            <Button kind="quiet" onPress={onClose}>
              {t('common:dialog.cancel')}
            </Button>
            <Button
              kind="primary"
              isPending={make.isPending}
              onPress={() => make.mutate({ path: { id }, body: { through: through ?? undefined } })}
            >
              {t('copy.make')}
            </Button>
          </>
        )
      }
    >
      <ProblemPanel error={make.error ?? channels.error} />
      {made ? (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
          <section className={style.copy} tabIndex={0} aria-label={t('copy.title')}>
            <bdi>{made.text}</bdi>
          </section>
          <p className={style.soft}>
            {t('copy.hash')} <code className={style.hash}>{made.sha256}</code>
          </p>
        </>
      ) : (
        <>
          <p>{t('copy.explain')}</p>
          <Select
            label={t('copy.through')}
            help={t('copy.throughHelp')}
            empty={t('copy.handed')}
            choices={choices}
            value={through}
            onChange={setThrough}
          />
          {about?.by_whom && (
            <p className={style.soft}>
              {t('copy.byWhom')} <bdi>{about.by_whom}</bdi>
            </p>
          )}
          {about?.code_phrase && (
            <p className={style.soft}>
              {t('copy.phrase')} <bdi>{about.code_phrase}</bdi>
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
