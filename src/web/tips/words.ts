// Tips on security in words: a line where it helps, and why below it on the page of all.
import type { TipName } from '../../contract/tips.ts';
import { wordsOf } from '../i18n/i18n.ts';

const said = {
  address: 'Sign in under {place} alone.',
  asked: 'Nobody will ever ask you for your password or a code.',
  passkey: 'A passkey cannot be given away by mistake.',
  phrase: 'A sentence of your own is the best password.',
  links: 'Open the vault from a bookmark, not from a mail.',
  lock: 'Lock the screen when you leave it.',
  exports: 'A file that has left the vault is not protected by it any more.',
  keys: 'Give a program the least it needs, and an end.',
  invitations: 'Hand a link over in a way only that person reads.',
  loss: 'Report a lost device or key at once.',
} as const satisfies Record<TipName, string>;

const because = {
  address:
    'Look at the address before you type. The page shows the sign of your company, and on a browser of yours your own: if it is missing, stop.',
  asked:
    'Not by mail, not by phone, not whoever runs this machine. No message from here asks for one: whoever does means you harm.',
  passkey:
    'It answers to this address and to no copy of it, and there is nothing to type that somebody could read. Add one under Account.',
  phrase:
    'Four words nobody would put together beat a short one with signs in it. Digits in place of letters do not help: guessing programs know them all.',
  links:
    'A mail can look like anything. If one says that something has happened here, come by your own bookmark and look.',
  lock: 'Whoever sits down at an open screen is you. On most machines it takes two keys: Windows and L, or Control, Command and Q.',
  exports:
    'Take out only what you need, keep it where others cannot get at it, and delete it when you are done. That it left stands in the audit log.',
  keys: 'A key works wherever it gets to. Narrow it to what its program does and to where it runs from, and let it end.',
  invitations:
    'Whoever follows it first is that person. It works once: if the person says that it did not work, somebody else has been there.',
  loss: 'Your sessions end with the report. An hour earlier is worth more than being sure, and nobody is blamed.',
} as const satisfies Record<TipName, string>;

const under = <N extends string, K extends string>(at: N, words: Readonly<Record<K, string>>) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [`${at}.${name}`, word])) as Record<
    `${N}.${K}`,
    string
  >;

export const t = wordsOf({
  ...under('tips.tip', said),
  ...under('tips.why', because),
  'tips.tip.label': 'Tip',
  'tips.tip.more': 'Why',
  'tips.tip.away': 'Put away',
} as const satisfies Record<string, string>);
