/** A question that is answered by a file: chosen, or taken with the phone's camera, and sent at once. */
import { FileText, Image, Paperclip } from 'lucide-react';
import { useContext, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { queries } from '../api/query';
import { Button } from '../design/Button';
import { Dialog } from '../design/Dialog';
import { type About, FieldWords } from '../design/Field';
import field from '../design/Field.module.css';
import { digits } from '../locale/dates';
import style from './FileAnswer.module.css';
import { fetchFile, LARGEST, lighter, OfCase, TAKEN, useAttachment } from './files';

/** A picture is looked at here; a PDF is given to the browser. */
export function FileSaid({ id }: { id: string }) {
  const { t } = useTranslation();
  const inCase = useContext(OfCase);
  const it = useAttachment(id);
  const [shown, setShown] = useState<string>();
  useEffect(() => () => (shown ? URL.revokeObjectURL(shown) : undefined), [shown]);
  if (!it || !inCase) return <>{t('file.some')}</>;
  const isPicture = it.media_type.startsWith('image/');
  const open = async () => {
    const address = URL.createObjectURL(await fetchFile(inCase, id));
    if (isPicture) return setShown(address);
    const link = Object.assign(document.createElement('a'), { href: address, download: it.file_name });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <>
      <button type="button" className={style.file} onClick={() => void open()}>
        {isPicture ? <Image aria-hidden="true" /> : <FileText aria-hidden="true" />}
        <bdi>{it.file_name}</bdi>
        <span className={style.size}>{t('file.size', { shown: digits(String(Math.ceil(it.size_bytes / 1000))) })}</span>
      </button>
      {shown && (
        <Dialog title={<bdi>{it.file_name}</bdi>} isOpen wide onClose={() => setShown(undefined)}>
          <img src={shown} alt={it.file_name} className={style.picture} />
        </Dialog>
      )}
    </>
  );
}

interface Props {
  about: About;
  id: string;
  /** The form in which it is asked. */
  section: string;
  value: unknown;
  onChange: (value: string | null) => void;
  isDisabled?: boolean;
}

export function FileAnswer({ about, id, section, value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  const inCase = useContext(OfCase);
  const picker = useRef<HTMLInputElement>(null);
  const words = useId();
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<string>();
  const said = typeof value === 'string' ? value : null;

  const send = async (file: File) => {
    if (!inCase) return;
    setFault(undefined);
    if (!TAKEN.includes(file.type)) return setFault(t('file.kinds'));
    if (file.size > LARGEST) return setFault(t('file.large'));
    setSending(true);
    try {
      const body = await lighter(file);
      const query = { section, file_name: file.name.slice(-200) };
      const key = crypto.randomUUID();
      const added = await ask({ operation: 'add_attachment', path: { id: inCase }, query, body, key });
      await queries.invalidateQueries({ queryKey: ['list_attachments'] });
      onChange(added.id);
    } catch (problem) {
      setFault(problem instanceof Problem ? (problem.errors[0]?.detail ?? problem.title) : t('file.noLine'));
    } finally {
      setSending(false);
    }
  };

  const error = fault ?? about.error;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field is
    <div className={field.field} role="group" aria-labelledby={words} id={id}>
      <span id={words}>
        <FieldWords label={about.label} required={about.required} aside={about.aside} />
      </span>
      {about.help && <span className={field.help}>{about.help}</span>}
      {said && <FileSaid id={said} />}
      {inCase ? (
        <span>
          <input
            ref={picker}
            type="file"
            hidden
            accept={TAKEN.join(',')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void send(file);
            }}
          />
          <Button
            size="s"
            icon={<Paperclip />}
            isDisabled={isDisabled}
            isPending={sending}
            onPress={() => picker.current?.click()}
          >
            {sending ? t('file.sending') : said ? t('file.another') : t('file.choose')}
          </Button>
        </span>
      ) : (
        <span className={field.help}>{t('file.later')}</span>
      )}
      {error && (
        <span className={field.error} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
