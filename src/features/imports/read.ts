// The outcome of reading one cell: a value, or the exact reason why not and what would fit. Pure.

export type Read<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly reason: string; readonly fits: string };

export function good<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function bad(code: string, reason: string, fits: string): Read<never> {
  return { ok: false, code, reason, fits };
}

/** Spaces of every kind, as numbers and dates from spreadsheets hold them. */
export const spaces = /[\s\u00A0\u2009\u202F]+/g;
