// What became of one piece of configuration since an instant, and the way back to what it was. Types, and what their makers share.
import type { Difference } from '../../contract/difference.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import type { ThingKind } from '../../contract/thing-kinds.ts';
import type { UndoField } from '../operation.ts';

/** A field that was brought back. */
export interface RestoredField {
  readonly id: string;
  readonly entity: string;
  /** by which it is called now */
  readonly name: string;
  /** its values are in the ledger alone and have to be written again */
  readonly values: boolean;
  /** of a select: what its options are now, by the key they had */
  readonly options: Readonly<Record<string, string>>;
}

export interface Thing {
  readonly kind: ThingKind;
  /** the same as long as it is the same thing: of the role, the person, the field; of a setting what is said when it is set */
  readonly id: string;
  /** of a field: the object it belongs to */
  readonly entity: string | null;
  readonly title: string | null;
  readonly did: 'added' | 'changed' | 'removed';
  /** what is absent was, or is, empty */
  readonly differences: readonly Difference[];
  /** why it stays as it is; null: it can be brought back */
  readonly reason: string | null;
  readonly security: SecurityClass | null;
  /** refuses with the reason why it cannot be done */
  readonly run: () => Promise<RestoredField | null>;
}

/** An entry of the ledger about configuration. */
export interface ConfigRow {
  readonly id: string;
  readonly verb: string;
  readonly action: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly version: number | null;
  /** null: they have been erased */
  readonly values: Readonly<Record<string, unknown>> | null;
}

export const nothing = async (): Promise<null> => null;

/** From what it was to what it is. */
export function differencesOfFields(fields: readonly UndoField[]): Difference[] {
  return fields.map(({ label, back, now }) => ({
    name: label,
    ...(back === null ? {} : { before: back }),
    ...(now === null ? {} : { after: now }),
  }));
}
