// What a workbook consists of: its sheets by name, the texts its cells share, and which formats mean dates and percentages.
import { type Archive } from './zip.ts';
import { refuseWorkbook, tooLarge, workbookLimits } from './limits.ts';
import { attribute, readXml, sheetText } from './xml.ts';

export interface SheetRef {
  readonly name: string;
  readonly path: string;
  readonly hidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly SheetRef[];
  /** days are counted from 1904, not 1900 */
  readonly from1904: boolean;
  readonly sharedPath: string | null;
  readonly stylesPath: string | null;
}

export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const root =
    (await relations(archive, '_rels/.rels', '')).find((r) => r.type === 'officeDocument')?.path ?? 'xl/workbook.xml';
  if (!archive.has(root)) throw refuseWorkbook('not-a-workbook', 'This is a ZIP archive, not an Excel workbook.');
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  const parts = await relations(archive, `${folder}_rels/${root.slice(folder.length)}.rels`, folder);
  const sheets: SheetRef[] = [];
  let from1904 = false;
  for await (const events of readXml(archive.open(root))) {
    for (const e of events) {
      if (e.kind !== 'open') continue;
      // Newer programs write a second element of this name that says nothing about days.
      if (e.name === 'workbookPr') from1904 ||= /^(1|true)$/.test(attribute(e.attributes, 'date1904') ?? '');
      if (e.name !== 'sheet') continue;
      const part = parts.find((p) => p.id === attribute(e.attributes, 'id') && p.type === 'worksheet');
      if (part === undefined || !archive.has(part.path)) continue;
      const hidden = (attribute(e.attributes, 'state') ?? 'visible') !== 'visible';
      sheets.push({ name: attribute(e.attributes, 'name') ?? `Sheet ${sheets.length + 1}`, path: part.path, hidden });
      if (sheets.length > workbookLimits.sheets) throw tooLarge('it has too many sheets');
    }
  }
  if (sheets.length === 0) throw refuseWorkbook('no-sheets', 'The workbook has no sheet with cells.');
  const pathOf = (type: string): string | null => parts.find((p) => p.type === type)?.path ?? null;
  return { sheets, from1904, sharedPath: pathOf('sharedStrings'), stylesPath: pathOf('styles') };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly path: string;
}

async function relations(archive: Archive, path: string, folder: string): Promise<Relation[]> {
  const out: Relation[] = [];
  for await (const events of readXml(archive.open(path))) {
    for (const e of events) {
      if (e.kind !== 'open' || e.name !== 'Relationship' || attribute(e.attributes, 'TargetMode') === 'External')
        continue;
      const target = attribute(e.attributes, 'Target') ?? '';
      const whole = target.startsWith('/') ? target.slice(1) : resolved(folder + target);
      out.push({
        id: attribute(e.attributes, 'Id') ?? '',
        type: (attribute(e.attributes, 'Type') ?? '').split('/').at(-1)!,
        path: whole,
      });
    }
  }
  return out;
}

function resolved(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}

/** The texts cells refer to by number. What is written beside a text to say how it is read aloud is no part of it. */
export async function readShared(archive: Archive, path: string | null): Promise<string[]> {
  const out: string[] = [];
  if (path === null) return out;
  let text = '';
  let size = 0;
  let inText = false;
  let phonetic = 0;
  for await (const events of readXml(archive.open(path))) {
    for (const e of events) {
      if (e.kind === 'text') {
        if (inText && phonetic === 0) text += e.text;
      } else if (e.kind === 'open') {
        if (e.name === 'si') text = '';
        if (e.name === 't') inText = true;
        if (e.name === 'rPh') phonetic += 1;
      } else {
        if (e.name === 't') inText = false;
        if (e.name === 'rPh') phonetic -= 1;
        if (e.name !== 'si') continue;
        // A copy of its own, or every text would keep the piece of XML it was cut from.
        out.push(Buffer.from(sheetText(text)).toString());
        size += text.length;
        if (size > workbookLimits.shared) throw tooLarge('its texts have too many characters');
      }
    }
  }
  return out;
}

export type NumberLook = 'plain' | 'date' | 'time' | 'dateTime' | 'percent';

/** Numbers of formats that every spreadsheet knows without being told. */
const builtIn: Readonly<Record<number, NumberLook>> = {
  9: 'percent',
  10: 'percent',
  ...Object.fromEntries([14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((n) => [n, 'date'])),
  ...Object.fromEntries([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((n) => [n, 'time'])),
  22: 'dateTime',
};

/** How the numbers of each cell style look. */
export async function readStyles(archive: Archive, path: string | null): Promise<NumberLook[]> {
  const out: NumberLook[] = [];
  if (path === null) return out;
  const formats = new Map<number, string>();
  let inCells = false;
  for await (const events of readXml(archive.open(path))) {
    for (const e of events) {
      if (e.kind === 'close') inCells &&= e.name !== 'cellXfs';
      if (e.kind !== 'open') continue;
      if (e.name === 'cellXfs') inCells = true;
      if (e.name === 'numFmt')
        formats.set(Number(attribute(e.attributes, 'numFmtId')), attribute(e.attributes, 'formatCode') ?? '');
      if (e.name !== 'xf' || !inCells) continue;
      const id = Number(attribute(e.attributes, 'numFmtId') ?? 0);
      const code = formats.get(id);
      out.push(code === undefined ? (builtIn[id] ?? 'plain') : lookOf(code));
    }
  }
  return out;
}

export function lookOf(code: string): NumberLook {
  const bare = code
    .split(';')[0]!
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .toLowerCase();
  if (/general/.test(bare)) return 'plain';
  const timed = /h|s/.test(bare);
  const dated = /[yd]/.test(bare) || (/m/.test(bare) && !timed);
  if (dated) return timed ? 'dateTime' : 'date';
  if (timed) return 'time';
  return bare.includes('%') ? 'percent' : 'plain';
}
