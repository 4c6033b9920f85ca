// The one way to a text on the screen: t('key', values). Keys are closed over the English catalog, so a missing one does not compile.
import { i18n } from '@lingui/core';
import { compileMessage } from './compile.ts';
import { en } from './en.ts';
import { pseudo } from './pseudo.ts';

export type MessageKey = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;

/** Locales that have a whole catalog. "pseudo" is for tests and shows what would not fit. */
export const locales = ['en', 'pseudo'] as const;
export type Locale = (typeof locales)[number];

/** lingui compiles a message each time it is said; most are said in every row. */
const compiled = new Map<string, ReturnType<typeof compileMessage>>();

function compileOnce(message: string): ReturnType<typeof compileMessage> {
  let tokens = compiled.get(message);
  if (tokens === undefined) compiled.set(message, (tokens = compileMessage(message)));
  return tokens;
}

i18n.setMessagesCompiler(compileOnce as never);

export function activateLocale(locale: Locale): void {
  const messages =
    locale === 'pseudo' ? Object.fromEntries(Object.entries(en).map(([key, m]) => [key, pseudo(m)])) : en;
  // lingui formats numbers inside messages by the locale's name, and "pseudo" is none
  i18n.loadAndActivate({ locale: 'en', messages });
  pseudoOn = locale === 'pseudo';
}

let pseudoOn = false;

export function t(key: MessageKey, values?: Values): string {
  return i18n._(key, values as Record<string, unknown> | undefined);
}

/** The texts of a page that is loaded when somebody goes there travel with it: the first page does not pay for them. */
export function wordsOf<M extends Readonly<Record<string, string>>>(
  messages: M,
): (key: MessageKey | (keyof M & string), values?: Values) => string {
  const whole = pseudoOn ? Object.fromEntries(Object.entries(messages).map(([k, m]) => [k, pseudo(m)])) : messages;
  i18n.load('en', whole);
  return (key, values) => i18n._(key, values as Record<string, unknown> | undefined);
}

/** Labels of objects, fields and options come from the catalog of the tenant; only the pseudo-locale changes them. */
export function label(text: string): string {
  return pseudoOn ? pseudo(text) : text;
}

export { i18n };
