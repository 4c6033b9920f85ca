// When two keys name the same record, as the database compares them: never taking for equal what it tells apart. Pure.
import type { Entity } from '../../contract/entity.ts';

export type FoldKey = (key: string) => string;

const simple = /^[\x20-\x7e]*$/;

/** Without case and the accents of Latin letters. What the database alone takes for equal (ß and ss) is merely looked up twice. */
function fold(key: string): string {
  const text = key.trim();
  if (simple.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/(?<=[a-z])[\u0300-\u036f]+/gi, '')
    .normalize('NFC')
    .toLowerCase();
}

/** Ids of other systems are letters that count as they stand: `003a` and `003A` are two records. */
export function foldKeyOf(e: Entity, by: string): FoldKey {
  const field = Object.hasOwn(e.fields, by) ? e.fields[by] : undefined;
  return field?.exact === true ? (key) => key.trim() : fold;
}
