/** What the registers share: their frame, the steps that a thing has taken and takes next, and the dialog that asks why. */
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import { useMe } from '../../app/me';
import { type AreaLink, BesideAreas } from '../../design/Areas';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Page } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { momentInWords } from '../../locale/dates';
import { AREAS, type Area } from './areas';
import style from './Registers.module.css';

/** The registers that are open to whoever looks. */
export function useAreas(): AreaLink[] {
  const { t } = useTranslation('registers');
  const me = useMe();
  return AREAS.filter((it) => me && it.shownTo(me)).map(({ area, to, icon }) => ({
    to,
    icon,
    title: t(`area.${area}.title`),
    detail: t(`area.${area}.detail`),
  }));
}

interface FrameProps {
  area: Area;
  /** One line of the register: the register itself is then a link above. */
  title?: string;
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A register with the others beside it. */
export function RegisterPage({ area, title, heading, actions, children }: FrameProps) {
  const { t } = useTranslation('registers');
  const here = t(`area.${area}.title`);
  const above = title ? <a href={`/registers/${area}`}>{here}</a> : <a href="/registers">{t('title')}</a>;
  return (
    <Page title={title ?? here} heading={heading} above={above} actions={actions} wide>
      <BesideAreas label={t('areas')} areas={useAreas()} here={`/registers/${area}`}>
        {children}
      </BesideAreas>
    </Page>
  );
}

const LONG = 5 * 60_000;

/** Programmes in words, and the parameter by which each keeps a closed case. */
export function useProgrammes() {
  const all = useQuery({ ...query('list_programmes'), staleTime: LONG }).data?.data ?? [];
  return { all, title: (id: string) => all.find((it) => it.id === id)?.title ?? id };
}

export type Outcome = 'granted' | 'partly' | 'refused';
export const OUTCOMES: readonly Outcome[] = ['granted', 'partly', 'refused'];

/** How a request was answered. */
export function OutcomeChip({ outcome }: { outcome: string }) {
  const { t } = useTranslation('registers');
  const tone = outcome === 'granted' ? 'good' : outcome === 'partly' ? 'warn' : 'bad';
  return <Chip tone={tone}>{t(`outcome.${outcome as Outcome}`)}</Chip>;
}

export interface Step {
  key: string;
  title: ReactNode;
  /** When it was taken; absent while it waits. */
  at?: string | null;
  /** When, in words, where only the day is known. */
  day?: string;
  who?: string | null;
  children?: ReactNode;
}

/** The way of a thing, step by step: what was done, by whom, and what waits. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol className={style.steps} aria-label={label}>
      {steps.map(({ key, title, at, day, who, children }) => (
        <li key={key} data-done={at || day ? '' : undefined}>
          <p className={style.stepTitle}>{title}</p>
          {(at || day) && (
            <p className={style.soft}>
              {day ?? momentInWords(at ?? '')}
              {who && (
                <>
                  {' · '}
                  <bdi>{who}</bdi>
                </>
              )}
            </p>
          )}
          {children}
        </li>
      ))}
    </ol>
  );
}

/** What somebody wrote, as they wrote it. */
export const Wrote = ({ children }: { children: ReactNode }) => (
  <p className={style.wrote}>
    <bdi>{children}</bdi>
  </p>
);

/** So much is asked of a reason, in letters: the service refuses less. */
const SHORTEST_REASON = 10;

interface AskProps {
  title: string;
  /** What the button does, and whether something ends by it. */
  does: string;
  danger?: boolean;
  explain?: ReactNode;
  label: string;
  error: unknown;
  pending: boolean;
  shortest?: number;
  pointer?: string;
  /** Other fields before the reason; `whole` says whether they are filled. */
  children?: ReactNode;
  whole?: boolean;
  onGive: (reason: string) => void;
  onClose: () => void;
}

/** An act that needs a reason in words. */
export function AskWhy(props: AskProps) {
  const { t } = useTranslation(['registers', 'common']);
  const [reason, setReason] = useState('');
  const said = reason.trim();
  const { shortest = SHORTEST_REASON, whole = true } = props;
  return (
    <Dialog
      title={props.title}
      isOpen
      keep
      onClose={props.onClose}
      foot={
        <>
          <Button kind="quiet" onPress={props.onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button
            kind={props.danger ? 'danger' : 'primary'}
            isPending={props.pending}
            isDisabled={!whole || said.length < shortest}
            onPress={() => props.onGive(said)}
          >
            {props.does}
          </Button>
        </>
      }
    >
      <ProblemPanel error={props.error} />
      {props.explain && <p>{props.explain}</p>}
      {props.children}
      <TextField
        label={props.label}
        help={shortest > 1 ? t('reasonHelp') : undefined}
        lines={3}
        maxLength={2000}
        value={reason}
        onChange={setReason}
        error={errorAt(props.error, props.pointer ?? '/reason')}
      />
    </Dialog>
  );
}

/** Hands a text over as a file. */
export function saveFile(name: string, type: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

export function SaveButton({
  name,
  type,
  text,
  children,
}: {
  name: string;
  type: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <Button icon={<Download />} onPress={() => saveFile(name, type, text)}>
      {children}
    </Button>
  );
}
