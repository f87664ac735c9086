/** The papers as they were frozen when the sitting was called, with the name of whoever looks across them. */
import { Snowflake } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Empty, Sheet } from '../../design/Page';
import { momentInWords } from '../../locale/dates';
import { Answer, type Field } from './Answer';
import { type Question, useTitle } from './body';
import style from './Papers.module.css';
import type { Item, Paper } from './room';

/** Times that the watermark stands across a sheet: enough that no piece of it is without. */
const TIMES = 24;

function Watermark({ item }: { item: Item }) {
  const words = `${item.watermark.member ?? ''} · ${momentInWords(item.watermark.at)}`;
  return (
    <div className={style.watermark} aria-hidden="true">
      {Array.from({ length: TIMES }, (_, it) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all are alike
        <span key={it} data-words={words} />
      ))}
    </div>
  );
}

/** Long words want the whole width. */
const isLong = (value: unknown) => typeof value === 'string' && value.length > 80;

function Answers({ answers, fields }: { answers: Record<string, unknown>; fields: Record<string, Field> }) {
  // In the order of the form; what the form no longer has stands at the end.
  const order = [...new Set([...Object.keys(fields), ...Object.keys(answers)])].filter((it) => it in answers);
  return (
    <dl className={style.answers}>
      {order.map((name) => (
        <div key={name} className={isLong(answers[name]) ? style.long : undefined}>
          <dt>{fields[name]?.title ?? name}</dt>
          <dd>
            <Answer field={fields[name]} value={answers[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Section({ paper, question }: { paper: Paper; question: Question }) {
  const title = useTitle();
  const fields = question.fieldsOf(paper.section);
  const entries = Array.isArray(paper.answers) ? paper.answers : [paper.answers];
  return (
    <section className={style.paper}>
      <h3>{title(paper.title)}</h3>
      {entries.map((it, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a frozen paper does not change
        <Answers key={index} answers={(it ?? {}) as Record<string, unknown>} fields={fields} />
      ))}
    </section>
  );
}

export function Papers({ item, question }: { item: Item; question: Question }) {
  const { t } = useTranslation('commission');
  const papers = item.papers ?? [];
  return (
    <Sheet
      title={t('papers.title')}
      aside={
        item.papers_frozen_at && (
          <span className={style.frozen}>
            <Snowflake aria-hidden="true" />
            {t('papers.frozen', { at: momentInWords(item.papers_frozen_at) })}
          </span>
        )
      }
    >
      {papers.length === 0 ? (
        <Empty title={t('papers.none')} />
      ) : (
        <div className={style.papers}>
          <Watermark item={item} />
          {papers.map((it) => (
            <Section key={it.section} paper={it} question={question} />
          ))}
          <p className={style.seen}>
            {t('papers.watermark', { who: item.watermark.member ?? '', at: momentInWords(item.watermark.at) })}
          </p>
        </div>
      )}
    </Sheet>
  );
}
