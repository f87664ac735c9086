/** The views of the list as a strip of links, and keeping one of one's own. */

import { Link } from '@tanstack/react-router';
import { BookmarkPlus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import style from './Cases.module.css';
import { type Filters, howMany, sameFilters } from './filters';
import { keepHere, SHIPPED, useKeptHere, withView } from './views';

/** A view is on only where the address says neither less nor more. */
const EXACT = { exact: true, includeSearch: true };

export function Views({ membership, filters }: { membership: string; filters: Filters }) {
  const { t } = useTranslation('lists');
  const kept = useKeptHere(membership);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const own = kept.views.find((it) => sameFilters(it.filters, filters));
  const shipped = SHIPPED.some((it) => sameFilters(it.filters, filters));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    keepHere(membership, (it) => withView(it, name, filters, crypto.randomUUID()));
    setNaming(false);
    setName('');
  };
  return (
    <nav className={style.views} aria-label={t('views.title')}>
      {SHIPPED.map((it) => (
        <Link key={it.id} to="/cases" search={it.filters} className={style.view} activeOptions={EXACT}>
          {t(`views.${it.id}`)}
        </Link>
      ))}
      {kept.views.map((it) => (
        <Link key={it.id} to="/cases" search={it.filters} className={style.view} activeOptions={EXACT}>
          {it.name}
        </Link>
      ))}
      {!own && !shipped && howMany(filters) > 0 && (
        <Button size="s" kind="quiet" icon={<BookmarkPlus />} onPress={() => setNaming(true)}>
          {t('views.keep')}
        </Button>
      )}
      {own && (
        <Button
          size="s"
          kind="quiet"
          icon={<Trash2 />}
          onPress={() =>
            keepHere(membership, (it) => ({ ...it, views: it.views.filter((view) => view.id !== own.id) }))
          }
        >
          {t('views.drop')}
        </Button>
      )}
      <Dialog
        title={t('views.keepTitle')}
        isOpen={naming}
        onClose={() => setNaming(false)}
        foot={
          <Button kind="primary" type="submit" form="keep-view">
            {t('views.keep')}
          </Button>
        }
      >
        <form id="keep-view" onSubmit={save}>
          <TextField
            label={t('views.name')}
            help={t('views.nameHelp')}
            value={name}
            onChange={setName}
            maxLength={60}
            autoFocus
          />
        </form>
      </Dialog>
    </nav>
  );
}
