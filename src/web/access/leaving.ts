// How a role bounds the exports of one object, as the editor reads and changes it: what is the usual is not said. Pure.
import type { Grants } from './grants.ts';

export const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Leaving {
  readonly formats: readonly ExportFormat[];
  /** null: any number at once */
  readonly rows: number | null;
  readonly reason: boolean;
}

export function leavingOf(grants: Grants, object: string): Leaving {
  const said = grants.objects?.[object] ?? {};
  const { exportFormats: formats, exportRows: rows, exportReason: reason } = said;
  return {
    formats: Array.isArray(formats) ? exportFormats.filter((f) => formats.includes(f)) : exportFormats,
    rows: typeof rows === 'number' ? rows : null,
    reason: reason !== false,
  };
}

export function withLeaving(grants: Grants, object: string, { formats, rows, reason }: Leaving): Grants {
  const { exportFormats: _f, exportRows: _r, exportReason: _q, ...said } = grants.objects?.[object] ?? {};
  const next = {
    ...said,
    ...(formats.length === exportFormats.length ? {} : { exportFormats: [...formats] }),
    ...(rows === null ? {} : { exportRows: rows }),
    ...(reason ? {} : { exportReason: false }),
  };
  return { ...grants, objects: { ...grants.objects, [object]: next } };
}
