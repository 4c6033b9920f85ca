// Every text of the first page in English; the other languages have exactly these keys. Values stand in braces, plurals in ICU writing.
// What belongs to a page loaded later stands in the words.ts beside that page.
import { anywhere } from './en/anywhere.ts';
import { lists } from './en/lists.ts';
import { records } from './en/records.ts';
import { shell } from './en/shell.ts';
import { values } from './en/values.ts';

export const en = { ...anywhere, ...lists, ...records, ...shell, ...values } as const;
