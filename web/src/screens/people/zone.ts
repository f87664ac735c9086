/** A machine-readable zone as it is typed: what it says of its document, for the fields that are still empty. The service checks it. */
import type { Schemas } from '../../api/types';

type Form = Schemas['DocumentForm'];

/** Zones of passports have 44 letters in a line, of cards 30 or 36. */
const WIDTHS = new Set([30, 36, 44]);

/** Its lines, whatever spaces were typed; undefined as long as they are not whole. */
export function linesOf(text: string): string[] | undefined {
  const lines = text
    .toUpperCase()
    .split(/\n/)
    .map((line) => line.replace(/\s/g, ''))
    .filter(Boolean);
  const [first] = lines;
  const whole = first !== undefined && WIDTHS.has(first.length) && lines.every((line) => line.length === first.length);
  return whole && lines.length === (first.length === 30 ? 3 : 2) ? lines : undefined;
}

/** The day that `YYMMDD` means for the end of a document: this century. */
const dayOf = (written: string | null | undefined) =>
  /^\d{6}$/.test(written ?? '')
    ? `20${written?.slice(0, 2)}-${written?.slice(2, 4)}-${written?.slice(4, 6)}`
    : undefined;

/** What the zone says and the form does not. The reader is fetched when the first zone is typed. */
export async function saidByZone(form: Form, countries: ReadonlySet<string>): Promise<Partial<Form>> {
  const lines = linesOf(form.mrz ?? '');
  if (!lines) return {};
  const { parse } = await import('mrz');
  const { fields } = parse(lines);
  const issuer = fields.issuingState ?? '';
  const said: Partial<Form> = {
    number: fields.documentNumber ?? undefined,
    expires_on: dayOf(fields.expirationDate),
    issuer: countries.has(issuer) ? issuer : undefined,
  };
  return Object.fromEntries(
    Object.entries(said).filter(([name, value]) => value && !form[name as keyof Form]),
  ) as Partial<Form>;
}
