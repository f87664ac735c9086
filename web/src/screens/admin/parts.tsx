/** What the screens of administration share: their frame, words of the service in the member's language, an invitation handed over. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { Schemas } from '../../api/types';
import { useMe } from '../../app/me';
import { type AreaLink, BesideAreas } from '../../design/Areas';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { type About, type Choice, Select, TextField } from '../../design/Field';
import { Page } from '../../design/Page';
import { momentInWords } from '../../locale/dates';
import { LANGUAGES, type Language, useLanguage } from '../../locale/language';
import style from './Admin.module.css';
import { AREAS, type Area } from './areas';

/** Words in four languages, as the service keeps them. */
export type Labels = Record<Language, string>;

/** Takes the member's language out of the four. */
export function useWords(): (labels: unknown) => string {
  const language = useLanguage();
  return (labels) => {
    const given = labels as Partial<Labels> | undefined;
    return given?.[language] ?? given?.en ?? '';
  };
}

export interface CodeList {
  list: string;
  title: Labels;
  source: string;
  codes: {
    code: string;
    label: Labels;
    valid_from: string | null;
    valid_to: string | null;
    parent: string | null;
    offered: boolean;
  }[];
}

/** A code list and the words for one of its codes. */
export function useCodes(list: string) {
  const words = useWords();
  const { data } = useQuery({ ...query('get_code_list', { path: { list } }), staleTime: Number.POSITIVE_INFINITY });
  const found = data as unknown as CodeList | undefined;
  const choices: Choice[] = (found?.codes ?? [])
    .filter((it) => it.offered)
    .map((it) => ({ value: it.code, label: words(it.label) }));
  const title = (code: string) => {
    const known = found?.codes.find((it) => it.code === code);
    return known ? words(known.label) : '';
  };
  return { choices, title };
}

export function CodeSelect({
  list,
  value,
  onChange,
  ...about
}: About & { list: string; value: string | null; onChange: (value: string | null) => void }) {
  const { choices } = useCodes(list);
  return <Select {...about} choices={choices} value={value} onChange={onChange} width="medium" />;
}

interface FrameProps {
  area: Area;
  /** Something inside the area: the area itself is then a link above. */
  title?: string;
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The areas that are open to whoever looks. */
export function useAreas(): AreaLink[] {
  const { t } = useTranslation('admin');
  const me = useMe();
  return AREAS.filter((it) => me && it.shownTo(me)).map(({ area, to, icon }) => ({
    to,
    icon,
    title: t(`area.${area}.title`),
    detail: t(`area.${area}.detail`),
  }));
}

/** A screen of administration: the areas beside it, the one that is on marked. */
export function AdminPage({ area, title, heading, actions, children }: FrameProps) {
  const { t } = useTranslation('admin');
  const here = t(`area.${area}.title`);
  const above = title ? <Link to={`/admin/${area}`}>{here}</Link> : <Link to="/admin">{t('title')}</Link>;
  return (
    <Page title={title ?? here} heading={heading} above={above} actions={actions} wide>
      <BesideAreas label={t('areas')} areas={useAreas()} here={`/admin/${area}`}>
        {children}
      </BesideAreas>
    </Page>
  );
}

export const NO_TITLES: Labels = { tg: '', ru: '', en: '', fa: '' };

/** A name in the four languages. */
export function Titles({
  value,
  onChange,
  errorOf,
}: {
  value: Labels;
  onChange: (value: Labels) => void;
  errorOf?: (language: Language) => string | undefined;
}) {
  const { t } = useTranslation('admin');
  return (
    <div className={style.pair}>
      {LANGUAGES.map((it) => (
        <TextField
          key={it}
          label={t(`names.${it}`)}
          lang={it}
          value={value[it]}
          onChange={(text) => onChange({ ...value, [it]: text })}
          error={errorOf?.(it)}
        />
      ))}
    </div>
  );
}

/** Names filled in where one is empty: an organisation is called something in every language, be it the same. */
export function filled(titles: Labels): Labels {
  const some = LANGUAGES.map((it) => titles[it].trim()).find(Boolean) ?? '';
  return Object.fromEntries(LANGUAGES.map((it) => [it, titles[it].trim() || some])) as Labels;
}

/** A link that is shown once. */
export function Handover({
  name,
  invitation,
  onClose,
}: {
  name: string;
  invitation: Schemas['Invitation'] | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const [copied, setCopied] = useState(false);
  if (!invitation) return null;
  const link = `${window.location.origin}/invitations/${invitation.token}`;
  return (
    <Dialog
      title={t('invitation.title')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button
            icon={copied ? <Check /> : <Copy />}
            onPress={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
          >
            {t(copied ? 'invitation.copied' : 'invitation.copy')}
          </Button>
          <Button kind="primary" onPress={onClose}>
            {t('invitation.done')}
          </Button>
        </>
      }
    >
      <p>{t('invitation.explain', { name, day: momentInWords(invitation.expires_at) })}</p>
      <TextField label={t('invitation.link')} value={link} isReadOnly dir="ltr" />
    </Dialog>
  );
}
