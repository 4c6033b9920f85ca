// The way back of configuration: each kind says what it would put back, whether anybody changed it since, and does it through the function that any such change goes through.
import type { SecurityClass } from '../../contract/security-change.ts';
import type { UndoField, UndoRecord } from '../operation.ts';
import { canonical } from '../records/codec.ts';
import type { Unit } from '../unit.ts';

/** One entry of the ledger that a kind of configuration can take back. */
export interface ConfigEntry {
  readonly id: string;
  readonly verb: string;
  readonly action: string;
  readonly entity: string | null;
  readonly record: string | null;
  /** null: they have been erased */
  readonly values: Readonly<Record<string, unknown>> | null;
}

export interface Inverse {
  readonly entity: string;
  readonly id: string;
  readonly title: string | null;
  readonly fields: readonly UndoField[];
  /** why it stays; null: it goes back */
  readonly hindrance: string | null;
  readonly does: UndoRecord['does'];
  readonly run: () => Promise<unknown>;
}

export interface Kind {
  readonly verbs: readonly string[];
  readonly security: SecurityClass | null;
  /** `anyway`: also what somebody changed since */
  readonly invert: (unit: Unit, entry: ConfigEntry, anyway: boolean) => Promise<Inverse | null>;
  /** how all that happened to one thing since an instant is one change; without it nothing of the kind is brought back to an instant */
  readonly since?: Since;
}

export interface Since {
  /** which thing an entry is about; null: it is none of this kind */
  readonly thing: (entry: ConfigEntry) => string | null;
  /** `entries`: of one thing, newest first; null: it is as it was */
  readonly fold: (entries: readonly ConfigEntry[]) => ConfigEntry | null;
  /** it is there or is not: what goes back had been removed */
  readonly comes?: true;
}

/** Of what is there or is not, and never changed: it counts whether it was there and whether it is. */
export function comesAndGoes(came: string, thing: (entry: ConfigEntry) => string): Since {
  return {
    thing,
    comes: true,
    fold: (entries) => {
      const was = entries.at(-1)!.verb !== came;
      const is = entries[0]!.verb === came;
      return was === is ? null : entries[0]!;
    },
  };
}

export const erased = 'What it was before has been erased.';
export const changedSince = 'Somebody has changed it since.';

export const same = (a: unknown, b: unknown): boolean => canonical(a ?? null) === canonical(b ?? null);

export function needs(right: string): string {
  return `It needs the right ${right}.`;
}

type Doc = Readonly<Record<string, unknown>>;

/** Of each part what it was before the oldest change, and what it became by the newest; null: it is as it was. `docs`: newest first. */
export function foldDocs(
  docs: readonly { readonly before: Doc; readonly after: Doc }[],
): { readonly before: Doc; readonly after: Doc } | null {
  const before: Doc = Object.assign({}, ...docs.map((d) => d.before));
  const after: Doc = Object.assign({}, ...docs.toReversed().map((d) => d.after));
  return same(before, after) ? null : { before, after };
}

/** A document of settings: what differs between before and after goes back where it still says what was written. */
export function compareDocs(
  labels: Readonly<Record<string, string>>,
  { before, after, now }: { readonly before: Doc; readonly after: Doc; readonly now: Doc },
  anyway: boolean,
): { readonly fields: UndoField[]; readonly back: Record<string, unknown>; readonly hindrance: string | null } {
  const names = Object.keys(after).filter((name) => !same(before[name], after[name]));
  const fields = names.map((name) => ({
    field: name,
    label: labels[name] ?? name,
    back: before[name] ?? null,
    now: now[name] ?? null,
    changed: !same(now[name], after[name]),
    by: null,
    at: null,
  }));
  const going = fields.filter((f) => !same(f.back, f.now) && (anyway || !f.changed));
  const back = Object.fromEntries(going.map((f) => [f.field, f.back]));
  return { fields, back, hindrance: going.length > 0 ? null : changedSince };
}
