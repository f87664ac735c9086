/** The copy that somebody asked for of their data: made once one says so, read here, and handed over as a text or as data. */
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { ProblemPanel } from '../../design/Problem';
import { SaveButton } from './parts';
import style from './Registers.module.css';

export function CopyDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const make = useCommand('make_subject_copy', {
    label: 'unsent.did.change',
    touches: ['list_subject_requests'],
    keep: false,
  });
  const made = make.data?.kept === false ? make.data.answer : undefined;
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
            <Button kind="primary" isPending={make.isPending} onPress={() => make.mutate({ path: { id }, body: {} })}>
              {t('copy.make')}
            </Button>
          </>
        )
      }
    >
      <ProblemPanel error={make.error} />
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
        <p>{t('copy.explain')}</p>
      )}
    </Dialog>
  );
}
