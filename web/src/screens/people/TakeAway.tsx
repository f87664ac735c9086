/** Taking away what was recorded by mistake: asked twice, and it stays in the file as taken away. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/Button';

export function TakeAway({ what, pending, onRemove }: { what: string; pending: boolean; onRemove: () => void }) {
  const { t } = useTranslation('people');
  const [sure, setSure] = useState(false);
  const words = t(sure ? 'entry.removeSure' : 'entry.remove');
  return (
    <Button
      size="s"
      kind={sure ? 'danger' : 'quiet'}
      isPending={pending}
      aria-label={`${words}: ${what}`}
      onPress={() => (sure ? onRemove() : setSure(true))}
    >
      {words}
    </Button>
  );
}
