// Which columns a list has, in which order and how wide: this person's choice on this device. It holds names of fields, never their values.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type EntityInfo, type FieldInfo, fieldOf, namedField } from '../catalog.ts';
import { fieldUis } from '../fields/fields.tsx';

export interface Layout {
  readonly columns: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

export interface Column {
  readonly field: FieldInfo;
  readonly width: number;
  /** set by hand: it no longer grows with the window */
  readonly fixed: boolean;
}

const listeners = new Set<() => void>();
const kept = new Map<string, Layout | null>();

function storageKey(entity: string): string {
  return `columns.${entity}`;
}

function readLayout(entity: string): Layout | null {
  const found = kept.get(entity);
  if (found !== undefined) return found;
  const layout = parseLayout(localStorage.getItem(storageKey(entity)));
  kept.set(entity, layout);
  return layout;
}

function parseLayout(text: string | null): Layout | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Layout>;
    if (!Array.isArray(value.columns) || typeof value.widths !== 'object' || value.widths === null) return null;
    return { columns: value.columns.filter((c): c is string => typeof c === 'string'), widths: value.widths };
  } catch {
    return null;
  }
}

function writeLayout(entity: string, layout: Layout | null): void {
  kept.set(entity, layout);
  if (layout === null) localStorage.removeItem(storageKey(entity));
  else localStorage.setItem(storageKey(entity), JSON.stringify(layout));
  for (const listener of listeners) listener();
}

export function usualColumns(entity: EntityInfo): string[] {
  const own = entity.columns.filter((c) => !entity.title.includes(c));
  const owner = fieldOf(entity, 'owner') !== undefined && !own.includes('owner') ? ['owner'] : [];
  return ['title', ...own, ...owner].filter((c) => c === 'title' || fieldOf(entity, c) !== undefined);
}

/** Every field a list can show. */
export function possibleColumns(entity: EntityInfo): FieldInfo[] {
  return entity.fields.filter((f) => !entity.title.includes(f.name) || entity.title.length > 1);
}

const leastWidth = 64;
const mostWidth = 640;

export function useColumns(entity: EntityInfo) {
  const layout = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readLayout(entity.name),
  );
  const columns = useMemo<Column[]>(() => {
    const names = (layout?.columns ?? usualColumns(entity)).filter(
      (c) => c === 'title' || fieldOf(entity, c) !== undefined,
    );
    return (names.includes('title') ? names : ['title', ...names]).map((name) => {
      const field = namedField(entity, name)!;
      const width = layout?.widths[name];
      return {
        field,
        width: width ?? (name === 'title' ? 208 : fieldUis[field.kind].width),
        fixed: width !== undefined,
      };
    });
  }, [entity, layout]);
  const names = useMemo(() => columns.map((c) => c.field.name), [columns]);
  const save = useCallback(
    (change: Partial<Layout>) => writeLayout(entity.name, { columns: names, widths: layout?.widths ?? {}, ...change }),
    [entity.name, names, layout],
  );
  const setWidth = useCallback(
    (name: string, width: number) =>
      save({ widths: { ...layout?.widths, [name]: Math.round(Math.min(mostWidth, Math.max(leastWidth, width))) } }),
    [save, layout],
  );
  return {
    columns,
    names,
    changed: layout !== null,
    setNames: (next: readonly string[]) => save({ columns: next }),
    setWidth,
    reset: () => writeLayout(entity.name, null),
  };
}

export function useDensity(): readonly [boolean, (compact: boolean) => void] {
  const compact = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem('density') === 'compact',
  );
  return [
    compact,
    (next) => {
      localStorage.setItem('density', next ? 'compact' : 'comfortable');
      for (const listener of listeners) listener();
    },
  ];
}
