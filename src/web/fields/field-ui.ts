// What a widget of a field kind has to bring: how a value reads, how it is edited, how it is said in plain text.
import type { KeyboardEvent, ReactElement } from 'react';
import type { FieldKind, OutValues } from '../../contract/field.ts';
import type { FieldInfo } from '../catalog.ts';
import type { ControlProps } from '../kit/FormField.tsx';

export interface ReadProps<V> {
  field: FieldInfo;
  value: V;
  /** on a record page values may be links and take several lines; in a grid they are one line */
  place: 'cell' | 'page';
}

export interface EditProps<V> {
  field: FieldInfo;
  value: V | null;
  onChange: (value: V | null) => void;
  /** the text in it cannot be read as a value: it must not be saved */
  onUnclear?: (unclear: boolean) => void;
  control?: Partial<ControlProps>;
  autoFocus?: boolean;
  onKeyDown?: (e: KeyboardEvent) => void;
  /** inside a grid cell: no frame of its own */
  bare?: boolean;
  /** kinds that are chosen from a list: it is open from the beginning, and says when it closes */
  opened?: boolean;
  onClose?: () => void;
}

export interface FieldUiOf<V> {
  readonly Read: (props: ReadProps<V>) => ReactElement;
  readonly Edit: (props: EditProps<V>) => ReactElement;
  /** the value in words, for history, tooltips and announcements */
  readonly say: (value: V, field: FieldInfo) => string;
  /** cell: typed in place; choice: a list opens at once; popup: a small form */
  readonly inline: 'cell' | 'choice' | 'popup' | 'toggle';
  /** usual width of a column in pixels */
  readonly width: number;
  readonly align?: 'end';
}

export type FieldUi = FieldUiOf<unknown>;

/** Ties a widget to the value of its kind, and then forgets the type, because pages are drawn from a catalog. */
export function fieldUi<K extends FieldKind>(_kind: K, ui: FieldUiOf<OutValues[K]>): FieldUi {
  return ui as unknown as FieldUi;
}
