// Checks what somebody wants an application to be; each part is refused with what would fit. Pure but for the clock given.
import { type FieldError, Problem } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import type { ApplicationWish } from './applications.ts';
import { checkWish, namedRights } from './key-wish.ts';
import { redirectBounds, redirectTrouble } from './redirects.ts';

type Part = Partial<ApplicationWish>;

export const applicationBounds = { purpose: 300, applications: 200 } as const;

/** Rights that are for people: an application keeps no roles and reads no ledger, whoever allows it. */
export function isForPeople(right: string): boolean {
  return right.startsWith('admin.') || right.startsWith('ledger.');
}

function checkRedirects(given: readonly string[], errors: FieldError[]): string[] {
  const redirects = [...new Set(given.map((r) => r.trim()))];
  const refuse = (code: string, reason: string, fits: string): void => {
    errors.push({ field: 'redirects', code, reason, fits });
  };
  if (redirects.length === 0 || redirects.length > redirectBounds.count)
    refuse('required', 'An application needs an address to be answered at.', `1 to ${redirectBounds.count} addresses.`);
  for (const redirect of redirects) {
    const trouble = redirectTrouble(redirect);
    if (trouble !== undefined)
      refuse('not-an-address', `“${redirect.slice(0, 80)}”: ${trouble}`, 'Such as https://app.example/done.');
  }
  return redirects;
}

/** The parts that were given, each in its one form. */
export function checkApplication(wish: Part, at: Date, catalog: Catalog): Part {
  const { redirects, purpose, confidential, ...asKey } = wish;
  const errors: FieldError[] = [];
  const out: { -readonly [K in keyof ApplicationWish]?: ApplicationWish[K] } = {};
  if (redirects !== undefined) out.redirects = checkRedirects(redirects, errors);
  if (purpose !== undefined) {
    out.purpose = purpose.normalize('NFC').trim();
    if (out.purpose.length > applicationBounds.purpose)
      errors.push({
        field: 'purpose',
        code: 'length',
        reason: 'This is too long.',
        fits: `At most ${applicationBounds.purpose} characters.`,
      });
  }
  if (confidential !== undefined) out.confidential = confidential;
  const forPeople = namedRights(asKey.grants ?? {}).find(isForPeople);
  if (forPeople !== undefined)
    errors.push({
      field: 'grants',
      code: 'for-people',
      reason: `“${forPeople}” is never an application’s.`,
      fits: 'Rights on records and tools.',
    });
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
  return { ...out, ...checkWish(asKey, at, catalog) };
}
