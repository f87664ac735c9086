/** Which columns are shown and how close the lines stand. Remembered on this device. */
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/Button';
import { Checkbox, CheckboxGroup } from '../../design/Choices';
import { Dialog } from '../../design/Dialog';
import { COLUMNS, type ColumnKey, keepHere, useKeptHere } from './views';

export function LayoutDialog({ membership }: { membership: string }) {
  const { t } = useTranslation('lists');
  const { layout } = useKeptHere(membership);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="s" icon={<Columns3 />} onPress={() => setOpen(true)}>
        {t('layout.open')}
      </Button>
      <Dialog title={t('layout.open')} isOpen={open} onClose={() => setOpen(false)}>
        <CheckboxGroup
          label={t('layout.columns')}
          help={t('layout.help')}
          choices={COLUMNS.filter((it) => it !== 'number').map((it) => ({ value: it, label: t(`column.${it}`) }))}
          value={layout.columns}
          onChange={(columns) =>
            keepHere(membership, (it) => ({
              ...it,
              layout: {
                ...it.layout,
                columns: COLUMNS.filter((key) => key === 'number' || (columns as ColumnKey[]).includes(key)),
              },
            }))
          }
        />
        <Checkbox
          isSelected={layout.dense}
          onChange={(dense) => keepHere(membership, (it) => ({ ...it, layout: { ...it.layout, dense } }))}
        >
          {t('layout.dense')}
        </Checkbox>
      </Dialog>
    </>
  );
}
