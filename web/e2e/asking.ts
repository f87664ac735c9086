/** The service as a colleague at another desk uses it: what a test needs to stand there, or to have happened meanwhile. */
import { ADDRESS, PASSWORD } from './browser';

export interface Answer {
  id: string;
  version: number;
  state: string;
  citizenships: string[];
}

export async function asking(who: string) {
  const signed = await fetch(`${ADDRESS}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: `${who}@department.example`, password: PASSWORD }),
  });
  const { access_token } = (await signed.json()) as { access_token: string };
  return async (method: string, path: string, body?: unknown, version?: number): Promise<Answer> => {
    const answer = await fetch(`${ADDRESS}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${access_token}`,
        'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const said = (await answer.json()) as Answer;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`);
    return said;
  };
}
