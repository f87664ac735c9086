/** The registers with something in them: what stands there has come there as it does in life. */
import { asking } from './asking';

const DAY = 86_400_000;
const OWN = { value: '6 months', source: 'Order of the head of the department, No 7' };

/** Closed cases go to the archive at once when the organisation keeps them for half a year only; the clock does it. */
export async function shortRetention() {
  const administrator = await asking('administrator');
  type Known = { key: string; own: boolean };
  const { data } = (await administrator('GET', '/parameters')) as unknown as { data: Known[] };
  const valid_from = new Date(Date.now() - DAY).toISOString().slice(0, 10);
  for (const key of ['dat.restrict_after', 'dat.retention']) {
    if (data.find((it) => it.key === key)?.own) continue;
    await administrator('PUT', `/parameters/${key}`, { ...OWN, valid_from });
  }
}

/** Cases in the archive that nothing keeps and nobody has proposed. */
export async function archived(): Promise<{ case: string; number: string }[]> {
  const ask = await asking('supervisor');
  type Line = { case: string; number: string; holds: number; disposal: string | null };
  for (let tries = 0; tries < 60; tries += 1) {
    const { data } = (await ask('GET', '/retention?stage=archive')) as unknown as { data: Line[] };
    const free = data.filter((it) => it.holds === 0 && !it.disposal);
    if (free.length > 0) return free;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error('the clock brings nothing to the archive');
}

/** A case that is disposed of, by the two. */
export async function disposed(): Promise<string> {
  await shortRetention();
  const [first] = await archived();
  const { id } = await (await asking('supervisor'))('POST', '/disposals', { case: first?.case });
  await (await asking('dataprotection'))('POST', `/disposals/${id}/carry-out`, {});
  return id;
}

export async function enforcement(): Promise<string> {
  const ask = await asking('supervisor');
  const asked = { authority: 'Ҷиноятҷӯӣ', authority_country: 'TJK', asked: 'Суроғаи ҷои зист' };
  return (await ask('POST', '/enforcement-requests', { ...asked, reference: `12/${Date.now()}` })).id;
}

export async function request(person: string): Promise<string> {
  const ask = await asking('registration');
  const asked = { kind: 'restriction', channel: 'in-person', what: 'مرا از فهرست بردارید' };
  const { id } = await ask('POST', `/people/${person}/requests`, asked);
  await (await asking('dataprotection'))('POST', `/subject-requests/${id}/answer`, {
    outcome: 'partly',
    reason: 'Бале',
  });
  return id;
}

export async function emergency(): Promise<string> {
  const ask = await asking('supervisor');
  return (await ask('POST', '/break-glass', { case_number: 'TIP-26-000000', reason: 'Ҷони ӯ дар хатар аст' })).id;
}
