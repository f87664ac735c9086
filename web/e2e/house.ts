/**
 * A house to test in: a database of its own, migrated and seeded with a small demo, and the server on a free port. The binary is
 * `PANOH_BINARY`, the PostgreSQL `PANOH_TEST_DATABASE`; without them, those of `./run` and `./test` are taken.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    address: string;
  }
}

const ROOT = resolve(import.meta.dirname, '../..');
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
/** Longest wait for the server's first word, in milliseconds. */
const PATIENCE = 30_000;

const run = (program: string, given: string[], env: NodeJS.ProcessEnv = process.env) =>
  execFileSync(program, given, { cwd: ROOT, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

function started(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = '';
    const late = setTimeout(() => failed(new Error(`the server says nothing of its address:\n${said}`)), PATIENCE);
    server.stderr?.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const address = /Panoh is at (http:\S+)\n/.exec(said)?.[1];
      if (!address) return;
      clearTimeout(late);
      found(address);
    });
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

export default async function house(project: TestProject) {
  const binary = resolve(ROOT, process.env.PANOH_BINARY ?? join(TARGET, 'debug/panoh'));
  const cluster =
    process.env.PANOH_TEST_DATABASE ?? run('tools/postgres', ['start', join(TARGET, 'test-postgres'), '--fast']);
  const name = `panoh_e2e_${process.pid}`;
  const owner = cluster.replace(/\/[^/]*$/, `/${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'panoh-e2e-'));
  const env = {
    ...process.env,
    PANOH__DATABASE__OWNER_URL: owner,
    DATABASE_URL: owner.replace('panoh_owner@', 'panoh_server@'),
    PANOH__HTTP__BIND: '127.0.0.1:0',
    PANOH__ACCESS__SIGNING_KEY_FILE: join(folder, 'key.der'),
  };
  run(binary, ['migrate'], env);
  run(binary, ['seed', 'demo', '--refugees', '12', '--seekers', '4'], env);
  const server = spawn(binary, ['serve'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  project.provide('address', await started(server));
  return async () => {
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await gone;
    run('psql', ['-q', cluster, '-c', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
    rmSync(folder, { recursive: true });
  };
}
