// What an administrator says about a new field, before it is checked.
import { type FieldKind, type RollUp, fieldKinds } from '../../contract/field.ts';
import { invalidField } from '../../contract/problem.ts';

/** Kinds an administrator can choose: all there are. */
export const ownKinds = fieldKinds;
export type OwnKind = FieldKind;

export interface FieldWish {
  readonly label: string;
  readonly help?: string | undefined;
  readonly required?: boolean | undefined;
  readonly unique?: boolean | undefined;
  readonly search?: boolean | undefined;
  readonly sorted?: boolean | undefined;
  readonly personal?: boolean | undefined;
  readonly protected?: boolean | undefined;
  /** options by label; a key is made for a new one and kept for one that is sent with it */
  readonly options?:
    | readonly { readonly key?: string | undefined; readonly label: string; readonly tone?: string | undefined }[]
    | undefined;
  readonly to?: readonly string[] | undefined;
  readonly roles?: boolean | undefined;
  readonly integer?: boolean | undefined;
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  readonly max?: number | undefined;
  /** the value a new record gets when none is sent */
  readonly default?: string | number | boolean | undefined;
  /** CEL over fields of the record; the field is then reckoned, never set */
  readonly formula?: string | undefined;
  readonly rollUp?: RollUp | undefined;
}

/** Labels are data: any text of 1 to 100 characters, whatever it looks like. */
export function checkLabel(label: string, name = 'label'): string {
  const text = label.trim();
  if (text === '' || [...text].length > 100 || text.includes('\0') || !text.isWellFormed()) {
    throw invalidField(name, 'bad-label', 'A label is text of 1 to 100 characters.');
  }
  return text;
}
