// Reads the rows of pending changes and says what may be done with each; the input is sealed and opened here alone.
import { createHash } from 'node:crypto';
import type { SecurityClass } from '../../contract/security-change.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { may } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import type { Unit } from '../unit.ts';
import type { PendingInfo, PendingState } from './pending.ts';

export interface PendingRow {
  readonly id: string;
  readonly action: string;
  readonly class: SecurityClass;
  readonly input: Buffer;
  readonly summary: string;
  readonly reason: string | null;
  readonly basis: Buffer | null;
  readonly author: string;
  readonly person: string;
  readonly personName: string;
  readonly keyName: string | null;
  readonly byKey: boolean;
  readonly collect: boolean;
  readonly operation: string;
  readonly status: Exclude<PendingState, 'expired'>;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly runsAt: Date | null;
  readonly decidedBy: string | null;
  readonly deciderName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly error: string | null;
}

export const pendingText = `select p.id, p.action, p.class, p.input, p.summary, p.reason, p.basis, p.author, p.person, u.name as "personName",
  k.name as "keyName", p.by_key as "byKey", p.collect, p.operation, p.status, p.made_at as "madeAt", p.expires_at as "expiresAt",
  p.runs_at as "runsAt", p.decided_by as "decidedBy", d.name as "deciderName", p.decided_at as "decidedAt",
  p.decision_reason as "decisionReason", p.error
from core.pending_change p join data."user" u on u.id = p.person
  left join core.api_key k on k.id = p.author left join data."user" d on d.id = p.decided_by`;

type Keys = Pick<Unit, 'vault'>;

const place = (unit: Keys, id: string): string => `${unit.vault.keys.tenantId}/core.pending_change/input/${id}`;

export function sealInput(unit: Keys, id: string, input: unknown): Buffer {
  return seal(unit.vault.keys.purpose('fields'), Buffer.from(JSON.stringify(input)), place(unit, id));
}

export function openInput(unit: Keys, row: Pick<PendingRow, 'id' | 'input'>): unknown {
  return JSON.parse(unseal(unit.vault.keys.purpose('fields'), row.input, place(unit, row.id)).toString('utf8'));
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

export function digestOf(action: string, input: unknown): Buffer {
  return sha256(`${action}\n${canonical(input)}`);
}

export function basisOf(basis: unknown): Buffer | null {
  return basis === null || basis === undefined ? null : sha256(canonical(basis));
}

/** Expired ones are told from the time; nobody has to come by and mark them. */
export function stateOf(row: PendingRow, at: Date): PendingState {
  const open = row.status === 'waiting' || row.status === 'approved' || row.status === 'stale';
  return open && row.expiresAt <= at ? 'expired' : row.status;
}

/** Its waiting time is over and nobody else could have approved it. */
export function isRipe(row: Pick<PendingRow, 'status' | 'runsAt'>, at: Date): boolean {
  return row.status === 'waiting' && row.runsAt !== null && row.runsAt <= at;
}

function mayBe(unit: Unit, row: PendingRow, state: PendingState): PendingInfo['may'][number][] {
  const { me } = unit;
  if (me.kind !== 'user') return [];
  const mine = row.person === me.id;
  const other = !mine && may(me, 'admin.approve');
  const list: PendingInfo['may'][number][] = [];
  if (state === 'waiting' && other) list.push('approve');
  if ((state === 'waiting' || state === 'approved') && other) list.push('refuse');
  if (['waiting', 'approved', 'stale'].includes(state) && mine) list.push('cancel');
  if (state === 'stale' && mine && !row.byKey) list.push('renew');
  if (row.collect && mine && !row.byKey && (state === 'approved' || (state === 'waiting' && isRipe(row, unit.at))))
    list.push('collect');
  return list;
}

const iso = (at: Date | null): string | null => (at === null ? null : at.toISOString());

/** What lets somebody in elsewhere: a password of the mail server, what a receiver of the ledger asks for. */
const credentials = new Set(['password', 'authorization']);

/** What was asked for, for those who decide: that something lets in elsewhere is said, and not what it is. */
export function forDeciding(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const shown = Object.entries(input).map(([key, value]) => [
    key,
    credentials.has(key) && typeof value === 'string' && value !== '' ? '(not shown)' : value,
  ]);
  return Object.fromEntries(shown);
}

export function infoOf(unit: Unit, row: PendingRow): PendingInfo {
  const status = stateOf(row, unit.at);
  return {
    id: row.id,
    action: row.action,
    class: row.class,
    summary: row.summary,
    details: forDeciding(openInput(unit, row)),
    reason: row.reason,
    status,
    author: { id: row.person, title: row.personName },
    key: row.keyName,
    madeAt: row.madeAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    runsAt: iso(row.runsAt),
    collect: row.collect,
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, title: row.deciderName ?? '' },
    decidedAt: iso(row.decidedAt),
    decisionReason: row.decisionReason,
    error: row.error,
    may: mayBe(unit, row, status),
  };
}
