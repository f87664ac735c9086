/** What the first person of a two-person act answered: the second one confirms just this, and nothing unseen. */
import { useTranslation } from 'react-i18next';
import { dateInWords, today } from '../../locale/dates';
import { type Answers, isAnswered } from '../../programme/conditions';
import { type Definition, fieldsOf } from '../../programme/definition';
import { Said } from '../../programme/Said';
import style from './ActPanel.module.css';
import { type CaseView, peopleOf } from './view';

interface Props {
  proposal: NonNullable<CaseView['proposal']>;
  it: CaseView;
  definition: Definition;
  /** Forms that the act asks for. */
  asks: readonly string[];
}

export function Proposed({ proposal, it, definition, asks }: Props) {
  const { t } = useTranslation('case');
  const sections = proposal.sections as Record<string, Answers | Answers[]>;
  const people = peopleOf(it);
  const hidden = asks.filter((name) => !(name in sections) && definition.sections[name] && !readable(it, name));
  return (
    <div className={style.proposed}>
      <p>{t('proposal.check')}</p>
      {proposal.effective_on !== today() && <p>{t('proposal.on', { day: dateInWords(proposal.effective_on) })}</p>}
      {proposal.reason && (
        <p>{t('proposal.reason', { reason: definition.words.reasons[proposal.reason] ?? proposal.reason })}</p>
      )}
      {Object.entries(sections).map(([name, said]) => (
        <section key={name} aria-label={definition.sections[name]?.title ?? name}>
          <h3>{definition.sections[name]?.title ?? name}</h3>
          {(Array.isArray(said) ? said : [said]).map((answers, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the entries of a form have no other name
            <dl key={place}>
              {fieldsOf(definition.sections[name])
                .filter(([field]) => isAnswered(answers[field]))
                .map(([field, about]) => (
                  <div key={field}>
                    <dt>{about.title}</dt>
                    <dd>
                      <Said field={about} value={answers[field]} people={people} />
                    </dd>
                  </div>
                ))}
            </dl>
          ))}
        </section>
      ))}
      {hidden.length > 0 && (
        <p>
          {t('proposal.hidden', { forms: hidden.map((name) => definition.sections[name]?.title ?? name).join(', ') })}
        </p>
      )}
    </div>
  );
}

const readable = (it: CaseView, name: string) => it.sections.some((line) => line.section === name && line.readable);
