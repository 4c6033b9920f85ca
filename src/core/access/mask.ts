// What stands where a value is masked: stars, and of a text long enough its last characters - never more than a quarter, nothing of a short one.
import type { Field, Labelled } from '../../contract/field.ts';

const stars = '****';

/** Texts show their end; of any other kind it is only said that there is a value. */
export function isMaskable(f: Pick<Field, 'kind'>): boolean {
  return ['text', 'url', 'email', 'phone', 'emails', 'phones'].includes(f.kind);
}

/** Of several values the first is shown. What is no text is all stars. */
export function maskOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? (value as Labelled[])[0]?.value : value;
  if (typeof first !== 'string') return stars;
  const characters = [...first];
  const shown = characters.length < 8 ? 0 : Math.min(4, Math.floor(characters.length / 4));
  return stars + characters.slice(characters.length - shown).join('');
}
