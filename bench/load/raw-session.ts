// What every unit of work of the raw SQL has around it, written by hand: begin, the session looked up, an entry in the ledger, commit, all
// sent at once. The same facts are put on record as the product puts, because an answer without its entry would not be the same answer.
import { createHash, randomBytes } from 'node:crypto';
import { newId } from '../../src/core/ids.ts';
import type { PgConnection, Row } from '../../src/core/pg.ts';
import type { Facts } from './facts.ts';

const session = `select s.id from core.session s join data."user" u on u.id = s.user_id, core.access_version v
  where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at + s.idle > $2
    and u.status = 'active' and u.archived_at is null and v.version = $3`;

const entry = `with h as (
  insert into core.ledger (id, at, operation, request, actor_kind, actor, session, address, action, verb, outcome, entity, record, version, allowed_by, commitment)
  values ($1, $2, $3, $4, 'user', $5, $6, $7, $8, $9, 'done', $10, $11, $12, $13, $14)
), v as (insert into core.ledger_values (entry, salt, plain, sealed) values ($1, $15, $16, null))
insert into core.ledger_unsealed (entry) values ($1)`;

export interface Noted {
  readonly action: string;
  readonly verb: string;
  readonly values: unknown;
  readonly entity?: string;
  readonly record?: string;
  readonly version?: number;
}

/** One transaction; statements go out as they are made, and the answers are waited for where the caller waits. */
export class RawWork {
  readonly db: PgConnection;
  readonly facts: Facts;
  readonly at = new Date();
  readonly operation = newId();
  readonly #held: Promise<{ rows: Row[] }>;

  constructor(db: PgConnection, facts: Facts, writes: boolean) {
    this.db = db;
    this.facts = facts;
    void db.query(writes ? 'begin' : 'begin; set local synchronous_commit = off');
    const hash = Buffer.from(facts.tokenHash, 'hex');
    // Whoever writes also keeps the rights from changing until the commit, which only the product's own function may do.
    this.#held = writes
      ? db.query('select core.assert_session($1, $2, $3, true)', [hash, facts.accessVersion, this.at], 'raw-assert')
      : db.query(session, [hash, this.at, facts.accessVersion], 'raw-session');
  }

  ask(name: string, text: string, values: readonly unknown[]): Promise<{ rows: Row[] }> {
    return this.db.query(text, values, `raw-${this.facts.who}-${name}`);
  }

  note(noted: Noted): void {
    const plain = JSON.stringify(noted.values);
    const salt = randomBytes(16);
    const commitment = createHash('sha256').update(salt).update(plain).digest();
    void this.db.query(
      entry,
      [
        newId(),
        this.at,
        this.operation,
        newId(),
        this.facts.me,
        this.facts.session,
        '10.0.0.1',
        noted.action,
        noted.verb,
        noted.entity ?? null,
        noted.record ?? null,
        noted.version ?? null,
        noted.record === undefined ? null : 'by hand',
        commitment,
        salt,
        plain,
      ],
      'raw-entry',
    );
  }

  /** A change belongs to an operation and is announced. */
  announce(action: string, entity: string, verb: string, ids: readonly string[]): void {
    void this.db.query(
      'insert into core.operation (id, at, actor, what) values ($1, $2, $3, $4)',
      [this.operation, this.at, this.facts.me, action],
      'raw-operation',
    );
    const payload = { topic: 'record', entity, verb, ids, operation: this.operation };
    void this.db.query(
      "insert into core.outbox (at, topic, payload) values ($1, 'record', $2)",
      [this.at, JSON.stringify(payload)],
      'raw-outbox',
    );
  }

  async end(): Promise<void> {
    const ended = await this.db.query('commit');
    if (ended.command !== 'COMMIT') throw new Error('the raw transaction was rolled back');
    if ((await this.#held).rows.length !== 1) throw new Error('the session does not hold any more');
  }
}
