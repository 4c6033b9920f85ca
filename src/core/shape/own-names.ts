// Names of what a tenant adds: made by us, never taken from what was typed, so that a label can be anything at all.
import { randomBytes } from 'node:crypto';
import { fold } from '../../contract/fold.ts';

export function newColumnName(): string {
  return `cf_${randomBytes(6).toString('hex')}`;
}

export function newObjectName(): string {
  return `own_${randomBytes(6).toString('hex')}`;
}

/** Names the record engine or JavaScript itself gives a meaning to. */
const taken = new Set(
  [
    'id title version owner created updated archived masked fields search sealed',
    'createdAt updatedAt archivedAt createdBy updatedBy archivedBy externalId name then prototype toJSON',
    Object.getOwnPropertyNames(Object.prototype).join(' '),
  ].flatMap((line) => line.split(' ')),
);

/** A readable API name out of a label: "Région de vente" -> regionDeVente. Falls back to `field` where nothing is left. */
export function apiName(label: string, isTaken: (name: string) => boolean): string {
  const words = fold(label)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .filter((w) => w !== '');
  const camel = words
    .map((w, i) => (i === 0 ? w : w[0]!.toUpperCase() + w.slice(1)))
    .join('')
    .slice(0, 40);
  const base = /^[a-z]/.test(camel) ? camel : camel === '' ? 'field' : `f${camel[0]!.toUpperCase()}${camel.slice(1)}`;
  const free = (name: string): boolean => !taken.has(name) && !isTaken(name);
  if (free(base)) return base;
  for (let n = 2; ; n++) if (free(`${base}${n}`)) return `${base}${n}`;
}
