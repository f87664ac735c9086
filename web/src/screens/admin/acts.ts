/** What the ledger calls an act, in words: its thing and its verb. What is not known here is shown as it is written. */
import { useTranslation } from 'react-i18next';
import texts from '../../texts/en/acts.json';

/** Every act that has words. */
export const ACTS = Object.entries(texts.act).flatMap(([thing, verbs]) =>
  Object.keys(verbs).map((verb) => `${thing}.${verb}`),
);

export function useActs() {
  const { t } = useTranslation('acts');
  return { title: (act: string) => t(`act.${act}` as 'act.case.read', { defaultValue: act }) };
}
