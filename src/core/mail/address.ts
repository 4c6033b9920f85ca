// What counts as an address mail may be sent to: one, plain, and nothing that could become a second one or a line of its own. Pure.
import { domainToASCII } from 'node:url';

const addressMost = 254;

/** Dot-separated atoms: no quotes, comments, brackets, white space or control characters, so nothing has to be interpreted. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The one address in the form it is sent to (the domain in ASCII), or undefined for anything else: two, none, or a trick. */
export function plainAddress(text: string): string | undefined {
  if (text.length > addressMost) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  if (local.length > 64 || !localPart.test(local)) return undefined;
  const written = text.slice(at + 1);
  // What a domain is made of; the conversion below would quietly drop or change other characters.
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(written)) return undefined;
  const domain = domainToASCII(written).toLowerCase();
  const address = `${local}@${domain}`;
  return domainName.test(domain) && address.length <= addressMost ? address : undefined;
}

/** One line of text as a heading takes it: control characters and line separators become spaces. */
export function oneLine(text: string, most: number): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, most);
}
