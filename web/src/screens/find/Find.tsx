/** What was found for what stands in the box above: people by names in any script and by numbers, and cases by the beginning of theirs. */
import { SearchX } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTEST, useFindText } from '../../app/find';
import { can, useMe } from '../../app/me';
import { Select, TextField } from '../../design/Field';
import { Empty, Page, Sheet } from '../../design/Page';
import { useChoices } from '../../programme/codes';
import { CasesFound } from './CasesFound';
import style from './Find.module.css';
import { People } from './People';
import type { Narrowed } from './search';
import { mayBeNumber, useSettled } from './typed';

/** Down and up go from one hit to the next, and from the first back to the box. */
function walk(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-hit]')];
  const at = hits.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  const box = document.querySelector<HTMLElement>('header input[type=search]');
  const next = event.key === 'ArrowDown' ? hits[at + 1] : (hits[at - 1] ?? box);
  next?.focus();
}

function Narrow({ onChange }: { onChange: (narrowed: Narrowed) => void }) {
  const { t } = useTranslation('people');
  const [sex, setSex] = useState<string | null>(null);
  const [year, setYear] = useState('');
  const sexes = useChoices('sex').filter((it) => it.value === '1' || it.value === '2');
  const tell = (nextSex: string | null, nextYear: string) => {
    setSex(nextSex);
    setYear(nextYear);
    const birth = /^\d{4}$/.test(nextYear) ? { date: `${nextYear}-01-01`, precision: 'year' } : undefined;
    onChange({ ...(nextSex ? { sex: nextSex } : {}), ...(birth ? { birth } : {}) });
  };
  return (
    <div className={style.narrow}>
      <Select
        label={t('fact.sex')}
        empty={t('find.any')}
        choices={sexes}
        value={sex}
        onChange={(it) => tell(it, year)}
        width="short"
      />
      <TextField
        label={t('find.year')}
        value={year}
        onChange={(it) => tell(sex, it.replace(/\D/g, '').slice(0, 4))}
        inputMode="numeric"
        width="short"
      />
    </div>
  );
}

export default function Find() {
  const { t } = useTranslation('people');
  const me = useMe();
  const text = useSettled(useFindText().trim());
  const [narrowed, setNarrowed] = useState<Narrowed>({});
  const names = can(me, 'name_search', 'read');
  return (
    <Page title={t('find.title')}>
      {names && <Narrow onChange={setNarrowed} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links within take the keys; this only moves between them */}
      <div className={style.found} onKeyDown={walk}>
        {text.length < SHORTEST ? (
          <Sheet>
            <Empty icon={SearchX} title={t('find.begin')}>
              {t('find.beginDetail')}
            </Empty>
          </Sheet>
        ) : (
          <>
            {mayBeNumber(text) && <CasesFound text={text} />}
            {names && <People query={text} narrowed={narrowed} />}
          </>
        )}
      </div>
    </Page>
  );
}
