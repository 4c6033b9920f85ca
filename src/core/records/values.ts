// Checks and normalises one value for one field: what comes in, in, or the exact reason why not and what would fit.
import { isCurrency } from '../../contract/currency.ts';
import { canonicalDecimal, compareDecimals, decimalOfNumber, decimalPlaces } from '../../contract/decimal.ts';
import type { Address, Field, Labelled } from '../../contract/field.ts';
import { isId } from '../ids.ts';
import { isStorable } from '../../contract/text.ts';
import { isDate, isInstant } from '../policy-sql.ts';
import { readPhone } from './phone-numbers.ts';

/** A value as stored and as put on record: references as ids, links without titles, decimals canonical. null: empty. */
export type Stored = unknown;

export type Checked =
  | { readonly ok: true; readonly value: Stored }
  | { readonly ok: false; readonly code: string; readonly reason: string; readonly fits: string };

const bad = (code: string, reason: string, fits: string): Checked => ({ ok: false, code, reason, fits });
const good = (value: Stored): Checked => ({ ok: true, value });

/** `defaultCountry` (ISO alpha-2) reads phone numbers written without +. */
export function checkValue(f: Field, raw: unknown, defaultCountry: string | null): Checked {
  if (raw === null || raw === undefined || raw === '') {
    return f.required ? bad('required', `${f.label} is needed.`, describeFit(f)) : good(null);
  }
  return checkers[f.kind](f, raw, defaultCountry);
}

type Checker = (f: Field, raw: unknown, defaultCountry: string | null) => Checked;

const checkers: Record<Field['kind'], Checker> = {
  text: (f, raw) => checkText(f, raw, false),
  longText: (f, raw) => checkText(f, raw, true),
  url: checkUrl,
  email: (f, raw) => checkEmail(f, raw),
  phone: checkPhone,
  emails: (f, raw) => checkLabelled(f, raw, (item) => checkEmail(f, item)),
  phones: (f, raw, country) => checkLabelled(f, raw, (item) => checkPhone(f, item, country)),
  address: checkAddress,
  number: checkDecimal,
  percent: checkDecimal,
  money: checkMoney,
  date: (f, raw) =>
    typeof raw === 'string' && isDate(raw) ? good(raw) : bad('not-a-date', 'This is not a date.', describeFit(f)),
  dateTime: (f, raw) =>
    typeof raw === 'string' && isInstant(raw)
      ? good(new Date(raw).toISOString())
      : bad('not-an-instant', 'This is not a point in time.', describeFit(f)),
  checkbox: (f, raw) =>
    typeof raw === 'boolean' ? good(raw) : bad('not-yes-or-no', 'This is neither true nor false.', describeFit(f)),
  select: (f, raw) =>
    f.options!.some((o) => o.key === raw)
      ? good(raw)
      : bad('not-an-option', `${f.label} has no such option.`, describeFit(f)),
  multiSelect: checkMultiSelect,
  ref: (f, raw) => {
    const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : raw;
    return isId(id) ? good(id) : bad('not-an-id', 'This is not the id of a record.', describeFit(f));
  },
  links: checkLinks,
};

/** What would fit, in words; also the help of a form. */
export function describeFit(f: Field): string {
  switch (f.kind) {
    case 'text':
    case 'longText':
      return `Text of at most ${f.max} characters.`;
    case 'url':
      return 'A web address such as https://example.com/page.';
    case 'email':
      return 'An e-mail address such as name@example.com.';
    case 'phone':
      return 'A phone number such as +33 6 28 00 00 00.';
    case 'emails':
    case 'phones':
      return `A list of at most ${f.max} { value, label }.`;
    case 'address':
      return 'An object with street, postalCode, city, region, country (two letters).';
    case 'number':
    case 'percent':
      return f.integer === true ? `A whole number${bounds(f)}.` : `A number with at most 10 decimals${bounds(f)}.`;
    case 'money':
      return 'An object with amount (a decimal with at most four decimals, as text) and currency (three letters).';
    case 'date':
      return 'A date written YYYY-MM-DD.';
    case 'dateTime':
      return 'A point in time such as 2026-11-25T09:30:00Z, with a zone.';
    case 'checkbox':
      return 'true or false.';
    case 'select':
    case 'multiSelect':
      return `One of: ${f.options!.map((o) => o.key).join(', ')}.`;
    case 'ref':
      return `The id of a ${f.to!.join(' or ')} you may see.`;
    case 'links':
      return `A list of at most ${f.max} { entity, id, role }, entity being ${f.to!.join(' or ')}.`;
  }
}

function bounds(f: Field): string {
  if (f.least !== undefined && f.most !== undefined) return ` from ${f.least} to ${f.most}`;
  if (f.least !== undefined) return ` of at least ${f.least}`;
  return f.most === undefined ? '' : ` of at most ${f.most}`;
}

function checkText(f: Field, raw: unknown, lines: boolean): Checked {
  if (typeof raw !== 'string') return bad('not-text', 'This is not text.', describeFit(f));
  if (!isStorable(raw)) return bad('unstorable', 'The text holds a NUL or half a character.', describeFit(f));
  const text = lines ? raw : raw.trim();
  if (text === '') return f.required ? bad('required', `${f.label} is needed.`, describeFit(f)) : good(null);
  if ([...text].length > f.max!) return bad('too-long', `The text has ${[...text].length} characters.`, describeFit(f));
  return good(text);
}

function checkUrl(f: Field, raw: unknown): Checked {
  const text = checkText(f, raw, false);
  if (!text.ok || typeof text.value !== 'string') return text;
  const written = /^[a-z][a-z0-9+.-]*:/i.test(text.value) ? text.value : `https://${text.value}`;
  const parsed = URL.canParse(written) ? new URL(written) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || !parsed.hostname.includes('.')) {
    return bad('not-a-url', 'This is not a web address.', describeFit(f));
  }
  return good(written);
}

function checkEmail(f: Field, raw: unknown): Checked {
  const fits = 'An e-mail address such as name@example.com.';
  if (typeof raw !== 'string') return bad('not-an-email', 'This is not an e-mail address.', fits);
  const text = raw.trim();
  if (text === '' && !f.required) return good(null);
  const shape = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@.<>()[\]\\,;:"]{2,}$/;
  if (text.length > 254 || !isStorable(text) || !shape.test(text))
    return bad('not-an-email', 'This is not an e-mail address.', fits);
  return good(text.toLowerCase());
}

/** A number that can be read becomes +33628000000; one that cannot is kept as it is written, as long as it has digits. */
function checkPhone(f: Field, raw: unknown, country: string | null): Checked {
  const fits = 'A phone number such as +33 6 28 00 00 00.';
  if (typeof raw !== 'string' || raw.length > 64 || !isStorable(raw))
    return bad('not-a-phone', 'This is not a phone number.', fits);
  const text = raw.trim();
  if (text === '' && !f.required) return good(null);
  if (!/\d/.test(text)) return bad('not-a-phone', 'This is not a phone number: it has no digit.', fits);
  return good(readPhone(text, country) ?? text);
}

function checkLabelled(f: Field, raw: unknown, checkItem: (item: unknown) => Checked): Checked {
  const items: unknown[] = typeof raw === 'string' ? [raw] : Array.isArray(raw) ? raw : [];
  if (items.length === 0 && !Array.isArray(raw)) return bad('not-a-list', 'This is not a list.', describeFit(f));
  if (items.length > f.max!) return bad('too-many', `There are ${items.length} values.`, describeFit(f));
  const out = new Map<string, Labelled>();
  for (const item of items) {
    const isObject = typeof item === 'object' && item !== null;
    const checked = checkItem(isObject && 'value' in item ? item.value : item);
    if (!checked.ok) return checked;
    const label = isObject && 'label' in item ? item.label : null;
    if (label !== null && (typeof label !== 'string' || label.length > 60 || !isStorable(label))) {
      return bad('bad-label', 'A label is text of at most 60 characters.', describeFit(f));
    }
    if (typeof checked.value === 'string' && !out.has(checked.value)) {
      out.set(checked.value, { value: checked.value, label: label === '' ? null : (label ?? null) });
    }
  }
  return emptyOrList(f, [...out.values()]);
}

function emptyOrList(f: Field, list: readonly unknown[]): Checked {
  if (list.length > 0) return good(list);
  return f.required ? bad('required', `${f.label} is needed.`, describeFit(f)) : good(null);
}

const addressParts = ['street', 'postalCode', 'city', 'region', 'country'] as const;

function checkAddress(f: Field, raw: unknown): Checked {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return bad('not-an-address', 'This is not an address.', describeFit(f));
  const strange = Object.keys(raw).find((k) => !(addressParts as readonly string[]).includes(k));
  if (strange !== undefined) return bad('unknown-part', 'An address has no such part.', describeFit(f));
  const out: Record<string, string | null> = {};
  for (const part of addressParts) {
    const value: unknown = (raw as Record<string, unknown>)[part] ?? null;
    if (value !== null && (typeof value !== 'string' || value.length > 500 || !isStorable(value))) {
      return bad('not-text', `${part} is not text of at most 500 characters.`, describeFit(f));
    }
    out[part] = value === null || value.trim() === '' ? null : value.trim();
  }
  const address = out as unknown as Address;
  if (address.country !== null) {
    out['country'] = address.country.toUpperCase();
    if (!/^[A-Z]{2}$/.test(out['country']))
      return bad('not-a-country', 'country is not a two-letter code.', describeFit(f));
  }
  return Object.values(out).every((v) => v === null) ? emptyOrList(f, []) : good(out);
}

function checkDecimal(f: Field, raw: unknown): Checked {
  const text =
    typeof raw === 'number' ? decimalOfNumber(raw) : typeof raw === 'string' ? canonicalDecimal(raw.trim()) : undefined;
  if (text === undefined || text.length > 40) return bad('not-a-number', 'This is not a number.', describeFit(f));
  if (decimalPlaces(text) > (f.integer === true ? 0 : 10))
    return bad('too-precise', 'This has too many decimals.', describeFit(f));
  if (f.least !== undefined && compareDecimals(text, String(f.least)) < 0)
    return bad('too-small', `This is below ${f.least}.`, describeFit(f));
  if (f.most !== undefined && compareDecimals(text, String(f.most)) > 0)
    return bad('too-large', `This is above ${f.most}.`, describeFit(f));
  return good(text);
}

function checkMoney(f: Field, raw: unknown): Checked {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return bad('not-money', 'This is not an amount with a currency.', describeFit(f));
  const { amount, currency, ...rest } = raw as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return bad('unknown-part', 'Money has no such part.', describeFit(f));
  const text =
    typeof amount === 'number'
      ? decimalOfNumber(amount)
      : typeof amount === 'string'
        ? canonicalDecimal(amount.trim())
        : undefined;
  if (text === undefined || text.replace(/\D/g, '').length > 30)
    return bad('not-an-amount', 'The amount is not a number.', describeFit(f));
  if (decimalPlaces(text) > 4) return bad('too-precise', 'The amount has more than four decimals.', describeFit(f));
  if (!isCurrency(currency)) return bad('not-a-currency', 'The currency is not a known ISO 4217 code.', describeFit(f));
  return good({ amount: text, currency });
}

function checkMultiSelect(f: Field, raw: unknown): Checked {
  if (!Array.isArray(raw)) return bad('not-a-list', 'This is not a list.', describeFit(f));
  const keys = new Set(f.options!.map((o) => o.key));
  if (raw.some((item) => typeof item !== 'string' || !keys.has(item)))
    return bad('not-an-option', `${f.label} has no such option.`, describeFit(f));
  return emptyOrList(f, [...new Set(raw)]);
}

function checkLinks(f: Field, raw: unknown): Checked {
  if (!Array.isArray(raw)) return bad('not-a-list', 'This is not a list.', describeFit(f));
  if (raw.length > f.max!) return bad('too-many', `There are ${raw.length} links.`, describeFit(f));
  const out = new Map<string, { entity: string; id: string; role: string | null }>();
  for (const item of raw as unknown[]) {
    if (typeof item !== 'object' || item === null)
      return bad('not-a-link', 'A link is an object with entity and id.', describeFit(f));
    const { entity = f.to!.length === 1 ? f.to![0] : undefined, id, role = null } = item as Record<string, unknown>;
    if (typeof entity !== 'string' || !(f.to as readonly string[]).includes(entity)) {
      return bad('wrong-entity', `${f.label} cannot point to that.`, describeFit(f));
    }
    if (!isId(id)) return bad('not-an-id', 'This is not the id of a record.', describeFit(f));
    if (role !== null && (f.roles !== true || typeof role !== 'string' || role.length > 80 || !isStorable(role))) {
      return bad(
        'bad-role',
        f.roles === true ? 'A role is text of at most 80 characters.' : 'These links have no roles.',
        describeFit(f),
      );
    }
    out.set(id, { entity, id, role: role === '' ? null : role });
  }
  return emptyOrList(f, [...out.values()]);
}
