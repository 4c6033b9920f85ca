// Edits of cells: one open editor, any number being saved, and failed ones that keep what was typed and why it was refused.
import { useCallback, useRef, useState } from 'react';
import { reasonFor } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { problemLine } from '../problem-text.ts';
import { type Row, sameValue } from '../row.ts';
import { type Values, useSave } from './save.ts';

export interface CellMark {
  readonly state: 'saving' | 'failed';
  readonly draft: Values;
  readonly reason: string | null;
}

export interface Editing {
  readonly id: string;
  readonly field: string;
  readonly draft: Values | null;
  /** what was on the screen when the editing began: a change of the same field since then must be seen as one */
  readonly base: Row;
}

const none: Readonly<Record<string, CellMark>> = {};

export function useCellEdits(entity: EntityInfo) {
  const save = useSave(entity);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [marks, setMarks] = useState<ReadonlyMap<string, Readonly<Record<string, CellMark>>>>(new Map());
  const editingNow = useRef(editing);
  editingNow.current = editing;
  const marksNow = useRef(marks);
  marksNow.current = marks;

  const mark = useCallback((id: string, field: string, next: CellMark | null) => {
    setMarks((old) => {
      const { [field]: _gone, ...rest } = old.get(id) ?? {};
      const cell = next === null ? rest : { ...rest, [field]: next };
      const map = new Map(old);
      if (Object.keys(cell).length === 0) map.delete(id);
      else map.set(id, cell);
      return map;
    });
  }, []);

  /** Opens the editor; a failed edit opens with what was typed. */
  const open = useCallback(
    (row: Row, field: string) =>
      setEditing({ id: row.id, field, draft: marksNow.current.get(row.id)?.[field]?.draft ?? null, base: row }),
    [],
  );
  const cancel = useCallback(() => {
    setEditing((old) => {
      if (old !== null) mark(old.id, old.field, null);
      return null;
    });
  }, [mark]);

  const commit = useCallback(
    (row: Row, field: string, values: Values) => {
      setEditing((old) => (old?.id === row.id && old.field === field ? null : old));
      const failedBefore = marksNow.current.get(row.id)?.[field] !== undefined;
      if (!failedBefore && Object.entries(values).every(([name, value]) => sameValue(value, row[name]))) return;
      mark(row.id, field, { state: 'saving', draft: values, reason: null });
      const now = editingNow.current;
      const base = now?.id === row.id && now.field === field ? now.base : row;
      save(base, values).then(
        () => mark(row.id, field, null),
        (error: unknown) => {
          const name = Object.keys(values)[0] ?? field;
          const reason = reasonFor(error, name) ?? problemLine(error);
          mark(row.id, field, { state: 'failed', draft: values, reason });
          announce(t('save.failed', { reason }));
        },
      );
    },
    [mark, save],
  );

  return { editing, open, cancel, commit, marksOf: (id: string) => marks.get(id) ?? none };
}
