// What somebody wants the rules on networks to be, checked and brought into its normal form; and the difference to what they are, in words. Pure.
import type { NetworkRule } from '../../contract/network.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { newId } from '../ids.ts';
import { hasCountryMap } from './countries.ts';
import type { NetworkWish } from './desk.ts';
import { normalPlace, widened } from './ranges.ts';

const most = { rules: 200, addresses: 200, named: 200 } as const;

type Wished = NetworkWish['rules'][number];

const wrong = (field: string, code: string, reason: string, fits?: string): FieldError =>
  fits === undefined ? { field, code, reason } : { field, code, reason, fits };

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

function checkRule(rule: Wished, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = rule.name.trim();
  if (name === '' || name.length > 80)
    errors.push(wrong(`${at}.name`, 'name', 'A rule has a name.', '1 to 80 characters.'));
  if (rule.addresses.length + rule.countries.length === 0)
    errors.push(
      wrong(
        `${at}.addresses`,
        'required',
        'A rule is about some addresses.',
        'At least one address, range, subnet or country.',
      ),
    );
  if (rule.addresses.length > most.addresses || rule.named.length > most.named)
    errors.push(wrong(`${at}.addresses`, 'too-many', `A rule holds at most ${most.addresses} of each.`));
  for (const text of rule.addresses)
    if (normalPlace(text) === undefined)
      errors.push(
        wrong(
          `${at}.addresses`,
          'not-a-place',
          `${JSON.stringify(text.slice(0, 80))} is none of these.`,
          'An address, a range such as 192.0.2.1-192.0.2.9, or a subnet such as 10.0.0.0/8 or 2001:db8::/32.',
        ),
      );
  if (rule.countries.length > 0 && !hasCountryMap())
    errors.push(wrong(`${at}.countries`, 'no-map', 'This installation has no map of countries.'));
  if (rule.countries.some((code) => !/^[A-Z]{2}$/.test(code)))
    errors.push(
      wrong(`${at}.countries`, 'not-a-country', 'This is not a country code.', 'Two capital letters such as FI.'),
    );
  if ((rule.who === 'everyone') !== (rule.named.length === 0))
    errors.push(wrong(`${at}.named`, 'named', 'Say whom the rule is about.', 'Everyone, or at least one of them.'));
  for (const [end, date] of [
    ['from', rule.from],
    ['to', rule.to],
  ] as const)
    if (date !== null && !isDate(date))
      errors.push(wrong(`${at}.${end}`, 'not-a-date', 'This is not a date.', 'YYYY-MM-DD.'));
  if (rule.from !== null && rule.to !== null && rule.to < rule.from)
    errors.push(wrong(`${at}.to`, 'order', 'It would end before it begins.'));
  return errors;
}

/** What is kept: places in normal form, refusals as wide as they act, each thing once. */
function settled(rule: Wished): NetworkRule {
  const places = rule.addresses
    .map((text) => normalPlace(text)!)
    .map(rule.effect === 'deny' ? widened : (place) => place);
  return {
    id: rule.id ?? newId(),
    name: rule.name.trim(),
    effect: rule.effect,
    addresses: [...new Set(places)],
    countries: [...new Set(rule.countries)].toSorted(),
    who: rule.who,
    named: [...new Set(rule.named)],
    from: rule.from,
    to: rule.to,
    report: rule.report,
  };
}

function checkRedirect(text: string | null, origin: string): FieldError[] {
  if (text === null) return [];
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '';
  if (!fits || text.length > 500)
    return [
      wrong('redirect', 'not-a-page', 'This is not the address of a page.', 'Such as https://example.com/sorry.'),
    ];
  if (url.origin === origin)
    return [
      wrong('redirect', 'own-page', 'Whoever is turned away here cannot be sent here.', 'A page somewhere else.'),
    ];
  return [];
}

/** Refuses with everything that does not fit. */
export function readWish(wish: NetworkWish, origin: string): { rules: NetworkRule[]; redirect: string | null } {
  const errors = [
    ...(wish.rules.length > most.rules ? [wrong('rules', 'too-many', `There are at most ${most.rules} rules.`)] : []),
    ...wish.rules.flatMap((rule, n) => checkRule(rule, `rules.${n}`)),
    ...checkRedirect(wish.redirect, origin),
  ];
  const ids = wish.rules.map(({ id }) => id).filter((id) => id !== null);
  if (new Set(ids).size !== ids.length) errors.push(wrong('rules', 'twice', 'A rule stands there twice.'));
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
  return { rules: wish.rules.map(settled), redirect: wish.redirect };
}

export interface NetworkChange {
  readonly what: 'added' | 'changed' | 'removed';
  readonly before: NetworkRule | null;
  readonly after: NetworkRule | null;
}

export function differences(before: readonly NetworkRule[], after: readonly NetworkRule[]): NetworkChange[] {
  const had = new Map(before.map((rule) => [rule.id, rule]));
  const changes: NetworkChange[] = [];
  for (const rule of after) {
    const old = had.get(rule.id) ?? null;
    had.delete(rule.id);
    if (JSON.stringify(old) === JSON.stringify(rule)) continue;
    changes.push({ what: old === null ? 'added' : 'changed', before: old, after: rule });
  }
  for (const old of had.values()) changes.push({ what: 'removed', before: old, after: null });
  return changes;
}

/** One rule in words: `allow 192.0.2.7 for everyone, now to 2027-01-01`. */
export function inWords(rule: NetworkRule): string {
  const where = [...rule.addresses, ...rule.countries].join(', ');
  const span =
    rule.from === null && rule.to === null ? '' : `, ${rule.from ?? 'now'} to ${rule.to ?? 'further notice'}`;
  const who = rule.who === 'everyone' ? 'everyone' : `${rule.named.length} ${rule.who}`;
  return `${rule.effect} ${where} for ${who}${span}${rule.report ? ', only reported' : ''}`;
}

/** The sentence an approver reads. */
export function sayChanges(changes: readonly NetworkChange[], before: string | null, after: string | null): string {
  const rules = changes.map(
    ({ what, before: old, after: rule }) => `${what} “${(rule ?? old)!.name}” (${inWords((rule ?? old)!)})`,
  );
  const page = before === after ? [] : [`turned away: ${after ?? 'a plain refusal'}`];
  const all = [...rules, ...page];
  return all.length === 0 ? 'Rules on networks stay as they are.' : `Rules on networks: ${all.join('; ')}.`;
}
