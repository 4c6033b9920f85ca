// A real SMTP server for tests: keeps what it takes, refuses what it is told to, and can be down.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { openAuthority } from '../../src/host/tls/local-authority.ts';

export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  /** the whole message with its headers */
  readonly raw: string;
  readonly encrypted: boolean;
  readonly user: string | null;
}

export interface SinkOptions {
  /** `none`: offers no TLS at all */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly login?: { readonly user: string; readonly pass: string };
  /** what it says to a recipient; undefined: takes it */
  readonly refuse?: (address: string) => { readonly code: number; readonly text: string } | undefined;
}

export interface Sink {
  readonly port: number;
  readonly taken: readonly Taken[];
  /** passwords it was told, right or wrong */
  readonly told: readonly string[];
  /** connections it saw */
  readonly connections: () => number;
  close(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'strongroom-mail-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const localhost = openAuthority(folder, 'localhost');

/** What signs the certificate of every sink, in PEM. */
export const sinkAuthority: string = readFileSync(localhost.file, 'utf8');

/** Listens on `port` of 127.0.0.1, or on any that is free. */
export async function openSink({ tls, login, refuse }: SinkOptions, port = 0): Promise<Sink> {
  const taken: Taken[] = [];
  const told: string[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...localhost.issue(['localhost']),
    secure: tls === 'implicit',
    authOptional: login === undefined,
    disabledCommands: tls === 'none' ? ['STARTTLS'] : [],
    // A server that would take a password in the clear: it must not get one.
    allowInsecureAuth: true,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: (auth, _session, done) => {
      told.push(String(auth.password));
      if (auth.username === login?.user && auth.password === login?.pass) done(null, { user: auth.username });
      else done(Object.assign(new Error('Who are you'), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, done) => {
      const no = refuse?.(address);
      done(no === undefined ? null : Object.assign(new Error(no.text), { responseCode: no.code }));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((to) => to.address),
          raw: Buffer.concat(parts).toString('utf8'),
          encrypted: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        });
        done(null, 'OK: kept it');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  after(close);
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    told,
    connections: () => connections,
    close,
  };
}
