// Where an application may be answered: addresses in one form only, so that comparing them letter by letter is all there is to do. Pure.

/** Of a program on the same machine; names are not taken, for who answers to a name can change. */
const loopback = new Set(['127.0.0.1', '[::1]']);

/** A scheme of a program's own is a name its maker owns, turned round: com.example.app. */
const ownScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9][a-z0-9+-]*)+:$/;

export const redirectBounds = { length: 500, count: 10 } as const;

/** Why it cannot be used; undefined: it can. */
export function redirectTrouble(text: string): string | undefined {
  if (text.length > redirectBounds.length) return `It is longer than ${redirectBounds.length} characters.`;
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\'))
    return 'It has spaces, backslashes or letters an address does not have.';
  if (text.includes('*')) return 'It is one address, not a pattern.';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'It is no address.';
  }
  if (text.includes('#')) return 'It has a part behind #, which a browser would mix with the answer.';
  if (url.username !== '' || url.password !== '' || /^[a-z][\w+.-]*:\/\/[^/?]*@/i.test(text))
    return 'It has a name before @.';
  const safe =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && loopback.has(url.hostname)) ||
    ownScheme.test(url.protocol);
  if (!safe)
    return 'It is neither https, nor http to 127.0.0.1 or [::1], nor a scheme of the program’s own such as com.example.app:/done.';
  // A second way to write the same address would be another address to one who compares letters.
  if (url.href !== text) return `It is written ${url.href}`;
  for (const name of ['code', 'state', 'iss', 'error', 'error_description'])
    if (url.searchParams.has(name)) return `Its query holds ${name}, which is for the answer.`;
  return undefined;
}

/** What a person reads: the host, or the scheme of a program of its own. */
export function hostOf(redirect: string): string {
  const url = new URL(redirect);
  return url.host === '' ? url.protocol : url.host;
}

/** The address with the answer behind what stands there already. */
export function answered(redirect: string, answer: Readonly<Record<string, string | null>>): string {
  const url = new URL(redirect);
  for (const [name, value] of Object.entries(answer)) if (value !== null) url.searchParams.append(name, value);
  return url.href;
}
