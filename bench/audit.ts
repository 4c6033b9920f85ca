// Questions of the audit page to a ledger of ten million entries over a year, through the product: as the owner, and as an auditor from whom things are hidden.
import { availableParallelism, loadavg } from 'node:os';
import { looksOf } from './audit-looks.ts';
import { fillLedger } from './audit-fill.ts';
import { type Answer, type Question, questions } from './audit-questions.ts';
import { type Home, openHome, openWhole } from './home.ts';
import type { Options } from './options.ts';
import { makeAuditor, makeOwner, quietCall } from './people.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';

const slug = 'ledger-many';
const turns = 6;

export interface Asked {
  readonly question: string;
  readonly who: 'owner' | 'auditor';
  /** milliseconds: the first time, and the middle of those that follow */
  readonly first: number;
  readonly middle: number;
  readonly notes: string;
}

export interface Audit {
  readonly entries: number;
  readonly months: number;
  readonly bytes: number;
  readonly machine: string;
  readonly asked: readonly Asked[];
}

function notesOf(answer: Answer): string {
  return [
    answer.rows === undefined ? '' : `${answer.rows.length} rows`,
    answer.reached == null ? '' : `stopped at ${answer.reached.slice(0, 10)}`,
    answer.estimated === true ? 'estimated' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

async function timed(ask: () => Promise<Answer>): Promise<Pick<Asked, 'first' | 'middle' | 'notes'>> {
  const times: number[] = [];
  let answer: Answer = {};
  for (let turn = 0; turn < turns; turn++) {
    const began = performance.now();
    answer = await ask();
    times.push(performance.now() - began);
  }
  const [first, ...rest] = times;
  return { first: first!, middle: rest.sort((a, b) => a - b)[Math.floor(rest.length / 2)]!, notes: notesOf(answer) };
}

function asker(home: Home, vault: Vault, actor: Actor, question: Question): () => Promise<Answer> {
  if ('action' in question)
    return async () =>
      (await home.engine.performer.run(vault, actor, question.action, question.input, quietCall())) as Answer;
  const purpose = { action: 'bench.audit', reads: true, requestId: null, address: null };
  return () => home.engine.door.open(vault, actor, purpose, question.work);
}

async function sizeOf(db: PgConnection): Promise<Pick<Audit, 'entries' | 'months' | 'bytes'>> {
  const { rows } = await db.query<Pick<Audit, 'entries' | 'months' | 'bytes'>>(
    `select (select count(*) from core.ledger_leaf) as entries, (select count(*) from core.ledger_part) - 1 as months,
       (select sum(pg_total_relation_size(c.oid))::bigint from pg_class c where c.relnamespace = 'core'::regnamespace and c.relname like 'ledger%' and c.relkind = 'r') as bytes`,
  );
  return rows[0]!;
}

export async function measureAudit(options: Options, say: (what: string) => void): Promise<Audit> {
  const home = await openHome(options.data, options.port, say);
  try {
    const vault = await openWhole(home, slug, 'A year of entries', say);
    const db = await home.superuser(vault);
    const owner = await makeOwner(home, vault);
    await fillLedger(db, owner, options.entries, say);
    const people = { owner, auditor: await makeAuditor(home, vault, db) } as const;
    const asked: Asked[] = [];
    const note = (who: Asked['who'], question: string, found: Awaited<ReturnType<typeof timed>>): void => {
      asked.push({ who, question, ...found });
      say(`${who}: ${question}: ${found.first.toFixed(0)} ms, then ${found.middle.toFixed(0)} ms; ${found.notes}`);
    };
    for (const who of ['owner', 'auditor'] as const) {
      const actor: Actor = { kind: 'user', id: people[who] };
      for (const question of await questions(db, who === 'owner'))
        note(who, question.name, await timed(asker(home, vault, actor, question)));
      for (const [name, look] of looksOf(home, vault, actor)) note(who, name, await timed(look));
    }
    const size = await sizeOf(db);
    await db.close();
    const { origin, version } = home.host.server;
    const machine = `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}, ${origin} PostgreSQL ${version.major}`;
    return { ...size, machine, asked };
  } finally {
    await home.close();
  }
}

export function describeAudit({ entries, months, bytes, machine, asked }: Audit, commit: string): string {
  const slowest = Math.max(...asked.flatMap((a) => [a.first, a.middle]));
  const row = (question: string): string => {
    const of = (who: Asked['who']): string => {
      const found = asked.find((a) => a.who === who && a.question === question);
      return found === undefined ? '| |' : `${found.first.toFixed(0)} | ${found.middle.toFixed(0)} | ${found.notes}`;
    };
    return `| ${question} | ${of('owner')} | ${of('auditor')} |`;
  };
  return [
    `# The audit page on ${entries} entries, ${new Date().toISOString().slice(0, 16)}, commit ${commit}`,
    '',
    `${months} months, ${(bytes / 2 ** 30).toFixed(1)} GiB, ${(bytes / entries).toFixed(0)} bytes an entry, indexes, values and log included; ${machine}. Through the product, rights and the entry about looking`,
    `included; milliseconds, the first time and the middle of five more. The auditor does not see prospects, nor anybody's notes. Slowest of all: ${slowest.toFixed(0)} ms.`,
    '',
    '| question | owner, first | middle | | auditor, first | middle | |',
    '|---|--:|--:|---|--:|--:|---|',
    ...[...new Set(asked.map((a) => a.question))].map(row),
    '',
  ].join('\n');
}
