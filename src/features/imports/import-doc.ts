// The document in which one person's import is kept: its file, what was found in it, what was decided, and the jobs that worked on it.
import { createHash } from 'node:crypto';
import type { EntityName } from '../../contract/names.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { Kept } from '../../core/kept.ts';
import type { Tx } from '../../core/tx.ts';
import { undoDays } from '../../core/operation.ts';
import { importFileDays } from './contract.ts';
import type {
  AlsoSetting,
  ColumnSetting,
  ConstantSetting,
  Dialect,
  Encoding,
  KeySetting,
} from '../../contract/importing.ts';
import type { Counts, ErrorGroup } from '../../contract/import-report.ts';
import type { LinkWish } from './row-reader.ts';

export interface ImportSettings {
  readonly entity: EntityName | null;
  readonly dialect: Dialect;
  /** one for every column of the file, in order */
  readonly columns: readonly ColumnSetting[];
  readonly because: readonly ('heading' | 'content' | 'person' | 'nothing')[];
  readonly constants: readonly ConstantSetting[];
  readonly key: KeySetting;
  /** other records the rows hold; absent in imports that were begun before there were any */
  readonly also?: readonly AlsoSetting[];
}

/** What only a person can tell about the file as a whole, with the other answers that fit. */
export interface Doubts {
  readonly encoding: readonly Encoding[];
  readonly delimiter: readonly Dialect['delimiter'][];
  readonly headingRow: boolean;
}

export interface ImportDoc {
  readonly file: { readonly id: string; readonly name: string; readonly size: number; readonly expiresAt: string };
  /** the workbook the file is a sheet of; absent for a text file */
  readonly workbook?: { readonly id: string; readonly size: number; readonly sheets: readonly string[] };
  readonly doubts: Doubts;
  readonly settings: ImportSettings;
  readonly jobs: { readonly check: string | null; readonly run: string | null; readonly undo: string | null };
  /** the settings the last check was made for */
  readonly checkedFor: string | null;
}

export interface RunTally {
  readonly counts: Counts;
  readonly groups: readonly ErrorGroup[];
  /** the stored file of refused rows, once it is written */
  readonly errorFile: string | null;
}

export interface RefusedRows {
  readonly rows: readonly {
    readonly line: number;
    readonly cells: readonly string[];
    readonly reasons: readonly string[];
  }[];
}

export interface WaitingLinks {
  readonly items: readonly {
    readonly record: string;
    readonly line: number;
    readonly cells: readonly string[];
    readonly wish: LinkWish;
  }[];
}

/** Kinds of kept documents; those with an id belong to one import and go with it. */
export const kinds = {
  import: 'import',
  report: 'import.report',
  tally: 'import.tally',
  refused: (id: string) => `import.refused:${id}`,
  waiting: (id: string) => `import.waiting:${id}`,
} as const;

export async function getImport(tx: Tx, id: string, lock = false): Promise<Kept<ImportDoc>> {
  return await tx.kept.get<ImportDoc>(kinds.import, id, { lock });
}

/** Short name of everything that decides what a check finds. */
export function fingerprint(settings: ImportSettings): string {
  const { because: _because, ...decides } = settings;
  return createHash('sha256').update(JSON.stringify(decides)).digest('base64url').slice(0, 22);
}

export function refuseUnlessImporting(tx: Tx, entity: EntityName | null): EntityName {
  if (entity === null) throw new Problem('wrong-state', 'The object to import into has not been chosen.');
  const permission = `${entity}.import` as const;
  if (!tx.me.grants.some((g) => g.permission === permission && g.rows.op !== 'none')) {
    throw new Problem('not-allowed', 'Your roles do not let you import into this object.', { missing: permission });
  }
  return entity;
}

/** The settings, counts and references of an import are kept as long as it can be undone. */
export function keepUntil(): Date {
  return new Date(now().getTime() + undoDays * 86_400_000);
}

/** Refused rows go with the file they came from. */
export function refusedUntil(): Date {
  return new Date(now().getTime() + importFileDays * 86_400_000);
}

export async function saveImport(tx: Tx, id: string, doc: ImportDoc): Promise<void> {
  await tx.kept.put(kinds.import, id, JSON.parse(JSON.stringify(doc)), keepUntil());
}
