// The product as people run it: its own program in a process of its own, over the benchmark's data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionCookie } from '../src/edge/http/identify.ts';
import type { Vault } from '../src/core/vault.ts';
import { checkout, environment } from './home.ts';
import { Connection } from './load/http.ts';
import { emails, password, type Who } from './people.ts';

/** What `npm start` gives to Node, the product gets here too. */
const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: { start: string } };

export interface Product {
  readonly pid: number;
  readonly port: number;
  /** seconds from the start of the process to its answer that it is ready */
  readonly startSeconds: number;
  close(): Promise<void>;
}

/** `profile`: a folder that gets a CPU profile when the process ends. */
export async function startProduct(data: string, port: number, profile?: string): Promise<Product> {
  const began = performance.now();
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, '--cpu-prof-interval=500'];
  const asStarted = /^node((?: --\S+)*) /
    .exec(scripts.start)![1]!
    .split(' ')
    .filter((word) => word !== '');
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_'));
  const child = spawn(process.execPath, [...asStarted, ...flags, join(checkout, 'src', 'main.ts'), 'start'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...Object.fromEntries(inherited), NODE_ENV: 'production', ...environment(data, port) },
  });
  await ready(child);
  return {
    pid: child.pid!,
    port,
    startSeconds: (performance.now() - began) / 1000,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const take = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000);
      if (said.includes('Ctrl-C ends it')) resolve();
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}. It said:\n${said}`)));
  });
}

/** A process id that PostgreSQL left in its data folder. */
export function postmasterOf(data: string): number {
  return Number(readFileSync(join(data, 'cluster', 'pgdata', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
}

export function hostOf(vault: Vault, port: number): { host: string; origin: string } {
  const host = `${vault.slug}.localhost:${port}`;
  return { host, origin: `http://${host}` };
}

/** Signs in over HTTP; answers the cookie. */
export async function signIn(vault: Vault, port: number, who: Who): Promise<string> {
  const connection = await Connection.open(port);
  try {
    const { host, origin } = hostOf(vault, port);
    const body = JSON.stringify({ email: emails[who], password });
    const answer = await connection.send({ method: 'POST', path: '/api/v1/session', host, origin, body });
    if (answer.status >= 300) throw new Error(`signing in as ${who}: ${answer.status} ${answer.body.toString()}`);
    const found = new RegExp(`${sessionCookie}=[^;]+`).exec(answer.head);
    if (found === null) throw new Error('signing in gave no session cookie');
    return found[0];
  } finally {
    connection.close();
  }
}
