// The fixed files inside a workbook, and its second sheet, which says who took the data, when, from where and why. Pure.
import type { Mark } from './sheet-format.ts';
import { cellXml, plainXml } from './xml.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const document = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Every file of the workbook but its first sheet, by name. */
export function fixedFiles(mark: Mark): Readonly<Record<string, string>> {
  return {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relations([
      ['rId1', `${office}/officeDocument`, 'xl/workbook.xml'],
      ['rId2', `${packages}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    ]),
    'docProps/core.xml': properties(mark),
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${plainXml(sheetName(mark.what))}" sheetId="1" r:id="rId1"/><sheet name="About this file" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['rId1', `${office}/worksheet`, 'worksheets/sheet1.xml'],
      ['rId2', `${office}/worksheet`, 'worksheets/sheet2.xml'],
      ['rId3', `${office}/styles`, 'styles.xml'],
    ]),
    'xl/styles.xml': styleSheet,
    'xl/worksheets/sheet2.xml': aboutSheet(mark),
  };
}

/** What a sheet may be called: at most 31 characters, without those a reference to it could not hold. */
export function sheetName(label: string): string {
  const name = [
    ...label
      .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
      .replace(/^'+|'+$/g, '')
      .trim(),
  ]
    .slice(0, 15)
    .join('');
  return name === '' || /^(history|about this file)$/i.test(name) ? 'Records' : name;
}

const contentTypes = `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${document}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${document}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${document}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${document}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;

function relations(list: readonly (readonly [string, string, string])[]): string {
  const items = list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`);
  return `${head}<Relationships xmlns="${packages}/relationships">${items.join('')}</Relationships>`;
}

/** 0: nothing; 1: text, which stays text when somebody edits it; 2: date; 3: headings. */
const styleSheet = `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" quotePrefix="1"/></cellXfs></styleSheet>`;

function properties(mark: Mark): string {
  const said = plainXml(saidOf(mark));
  return `${head}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${plainXml(mark.what)}</dc:title><dc:creator>${plainXml(mark.by)}</dc:creator><dc:description>${said}</dc:description><dcterms:created xsi:type="dcterms:W3CDTF">${mark.at.slice(0, 19)}Z</dcterms:created></cp:coreProperties>`;
}

export function saidOf(mark: Mark): string {
  return `Exported by ${mark.by} on ${mark.at} from ${mark.tenant}`;
}

function aboutSheet(mark: Mark): string {
  const lines: [string, string | null][] = [
    ['Exported by', mark.by],
    ['On', mark.at],
    ['From', `${mark.tenant} (${mark.address})`],
    ['What', mark.what],
    ['Records', String(mark.rows)],
    ['Taken away for', mark.use ?? null],
    ['Reason', mark.reason],
    ['Filter', mark.filter],
    ['Search', mark.search],
    ['Order', mark.sort],
  ];
  const text = (place: string, style: number, value: string): string =>
    `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellXml(value.slice(0, 30_000))}</t></is></c>`;
  const rows = lines
    .filter((line): line is [string, string] => line[1] !== null)
    .map(([name, value], i) => `<row r="${i + 1}">${text(`A${i + 1}`, 3, name)}${text(`B${i + 1}`, 1, value)}</row>`);
  return `${head}<worksheet xmlns="${main}"><cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="60" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}
