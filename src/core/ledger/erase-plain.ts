// Takes the words of a person out of plain words beside the records: titles and settings of jobs that have ended, reasons people gave, summaries of decided
// changes, names of keys, tests of access, reports of checks. Legal holds that stand keep their reason.
import type { Lease } from '../pg.ts';
import { withoutWord, withoutWords } from './erased-text.ts';

interface Place {
  readonly table: string;
  readonly texts?: readonly string[];
  /** columns of JSON */
  readonly documents?: readonly string[];
  /** rows that are looked at; all unless said */
  readonly only?: string;
}

const ended = `status in ('done', 'failed', 'cancelled')`;

/** Each with a column `id`. */
const places: readonly Place[] = [
  { table: 'core.job', texts: ['title', 'error'], documents: ['input', 'state', 'result'], only: ended },
  { table: 'core.access_request', texts: ['reason', 'word'] },
  { table: 'core.share', texts: ['reason'] },
  { table: 'core.look', texts: ['reason'] },
  { table: 'core.legal_hold', texts: ['reason', 'lift_reason'], only: 'lifted_at is not null' },
  {
    table: 'core.pending_change',
    texts: ['summary', 'reason', 'decision_reason', 'error'],
    only: `status not in ('waiting', 'approved')`,
  },
  { table: 'core.rescue', texts: ['asked_by'] },
  { table: 'core.api_key', texts: ['name'] },
  { table: 'core.mail', texts: ['answer'] },
  { table: 'core.access_test', documents: ['filter'] },
];

const atOnce = 500;

/** Inside a pattern, and inside a JSON text. */
function patternsOf(words: readonly string[]): string[] {
  const forms = words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]);
  return [...new Set(forms)].map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/** Answers how many rows held some. */
export async function eraseFromPlain(lease: Lease, words: readonly string[], instead?: string): Promise<number> {
  let changed = 0;
  for (const place of places) changed += await eraseFromPlace(lease, place, words, instead);
  // A report is of one check and is made anew with the next.
  const { rowCount } = await lease.query('delete from core.leak_check where lower(report::text) like any($1)', [
    patternsOf(words),
  ]);
  return changed + rowCount;
}

async function eraseFromPlace(
  lease: Lease,
  { table, texts = [], documents = [], only = 'true' }: Place,
  words: readonly string[],
  instead?: string,
): Promise<number> {
  const columns = [...texts, ...documents];
  const any = columns.map((c) => `lower(${c}::text) like any($1)`).join(' or ');
  let changed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await lease.query<Record<string, unknown> & { id: string }>(
      `select id, ${columns.join(', ')} from ${table} where ${only} and id > $2 and (${any}) order by id limit ${atOnce}`,
      [patternsOf(words), after],
    );
    for (const row of rows) {
      const left = columns.map((c) => textOf(row[c], texts.includes(c), words, instead));
      const sets = columns.map((c, i) => `${c} = $${i + 2}`).join(', ');
      await lease.query(`update ${table} set ${sets} where id = $1`, [row.id, ...left]);
      changed += 1;
    }
    if (rows.length < atOnce) return changed;
    after = rows.at(-1)!.id;
  }
}

/** As a parameter of its column. */
function textOf(value: unknown, isText: boolean, words: readonly string[], instead?: string): string | null {
  if (value === null || value === undefined) return null;
  if (isText && typeof value === 'string') return withoutWord(value, words, instead) ?? value;
  return JSON.stringify(withoutWords(value, words, instead) ?? value);
}
