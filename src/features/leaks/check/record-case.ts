// One action of one object in the hands of a probe, and what every probe needs to ask and to tell.
import type { Action } from '../../../contract/action.ts';
import type { Entity } from '../../../contract/entity.ts';
import { type Field, isVirtual } from '../../../contract/field.ts';
import { newId } from '../../../core/ids.ts';
import type { LeakPath } from '../contract.ts';
import type { Planted } from './expect.ts';
import { type Place, type Prober, type Reply, requestOf, rowsOf } from './prober.ts';

/** One action of one object; `extra` is what its input also holds (the name of an object of one's own). */
export interface RecordCase {
  readonly p: Prober;
  readonly e: Entity;
  readonly action: Action;
  readonly extra: Readonly<Record<string, unknown>>;
}

export type RecordProbe = (c: RecordCase) => Promise<void>;

export const at = (c: RecordCase, path: LeakPath): Place => ({ path, object: c.e.name });

export async function list(c: RecordCase, path: LeakPath, input: Record<string, unknown>): Promise<Reply> {
  return await c.p.ask(at(c, path), c.action, { ...c.extra, ...input });
}

export function leak(c: RecordCase, path: LeakPath, input: Record<string, unknown>, what: string): void {
  c.p.found(at(c, path), requestOf(c.action, { ...c.extra, ...input }), 'session', what);
}

/** No row may come back for a question about a value one may not read. */
export async function noRows(
  c: RecordCase,
  path: LeakPath,
  input: Record<string, unknown>,
  of: Planted,
  what: string,
): Promise<void> {
  const reply = await list(c, path, input);
  if (rowsOf(reply).some((row) => row.id === of.id)) leak(c, path, input, what);
}

export const firstMark = (p: Planted, field: string): string | undefined => p.marks.get(field)?.[0];

/** Fields of which this role reads nothing on any record. */
export function blind({ p, e }: RecordCase): [string, Field][] {
  return Object.entries(e.fields).filter(
    ([name, f]) => !isVirtual(f) && !p.subject.expected.readsField(e, name) && f.computed !== true,
  );
}

/** Something to ask about a field with: what stands in it where that is known. */
export function guess(r: Planted | undefined, field: string, f: Field): unknown {
  const mark = r === undefined ? undefined : firstMark(r, field);
  if (mark !== undefined) return f.kind === 'dateTime' ? `${mark}T12:00:00.000Z` : mark;
  return f.kind === 'checkbox'
    ? false
    : (f.options?.[0]?.key ?? (f.kind === 'ref' || f.kind === 'links' ? newId() : '1'));
}
