// Every place from which a connection can leave the process: surface/egress.csv. A file that can open one and has no row here fails.
import { fileURLToPath } from 'node:url';
import { readTree } from '../boundaries/source.ts';
import { writeCsv } from './csv.ts';

const reaches =
  /^(pg|(node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises)|undici|playwright-core|nodemailer|@simplewebauthn\/server|ldapts|imapflow)$/;

interface Way {
  readonly to: string;
  readonly when: string;
  readonly carries: string;
}

/** By file: where its connections lead, when, and what travels. */
const ways: Readonly<Record<string, Way>> = {
  'src/core/address.ts': { to: 'nowhere', when: 'never', carries: 'nothing: it only tells addresses from other texts' },
  'src/core/net.ts': {
    to: 'where administrators of a tenant and whoever runs the installation send signed heads of ledgers; the mail server of a tenant',
    when: 'a ledger was sealed and somebody named a receiver; mail is switched on and a message is due',
    carries:
      'the tenant’s opaque id, a size, a hash, a time and a signature; messages as src/core/mail/hand-over.ts says',
  },
  'src/core/identity/factors/webauthn.ts': {
    to: 'nowhere',
    when: 'never',
    carries: 'nothing: the library would fetch lists for statements of makers, which are refused before it sees them',
  },
  'src/core/mail/hand-over.ts': {
    to: 'the mail server a tenant has set up, over a connection opened by core/net.ts',
    when: 'mail is switched on for the installation, a server is set up, and a message is due',
    carries:
      'the messages of core/mail/letters.ts, each to one address; the user name and password of the server, over TLS alone',
  },
  'src/core/pg.ts': {
    to: 'the PostgreSQL server of the installation',
    when: 'always',
    carries: 'everything the tenants keep, over a local socket or TLS',
  },
  'src/core/schema/worker.ts': {
    to: 'the PostgreSQL server of the installation',
    when: 'a tenant database is made or upgraded',
    carries: 'the tables of the job queue',
  },
  'src/edge/http/server.ts': { to: 'nowhere', when: 'never', carries: 'nothing: it listens, and answers who asked' },
};

export function egressTable(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = readTree(root).filter(
    (m) => !m.isTest && m.imports.some((i) => i.file === undefined && reaches.test(i.from)),
  );
  const rows = files.map((m) => {
    const way = ways[m.file];
    if (way === undefined)
      throw new Error(`${m.file} can open connections: say in test/surface/egress.ts where they lead`);
    return [m.file, way.to, way.when, way.carries];
  });
  for (const file of Object.keys(ways)) {
    if (!files.some((m) => m.file === file))
      throw new Error(`${file} opens no connection any more: take it out of test/surface/egress.ts`);
  }
  return writeCsv(['file', 'to', 'when', 'carries'], rows);
}
