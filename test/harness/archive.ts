// Makes ZIP archives and workbooks for tests, honest ones and others.
import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly body: string | Buffer;
  /** kept as it is */
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
}

export function zipOf(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const plain = Buffer.from(part.body as string);
    const packed = part.stored === true ? plain : deflateRawSync(plain);
    const name = Buffer.from(part.name);
    const method = part.method ?? (part.stored === true ? 0 : 8);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(part.flags ?? 0, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    const made = Buffer.from([20, 0]);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, head, rest, name]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export interface BookOptions {
  readonly sheets?: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  readonly shared?: string;
  readonly styles?: string;
  readonly more?: readonly Part[];
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** `sheets`: what stands between the tags of a sheet's data, by its name. */
export function bookParts(options: BookOptions): Part[] {
  const names = Object.keys(options.sheets ?? {});
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const sheets = names.map((n, i) => {
    const state = options.hidden?.includes(n) === true ? ' state="hidden"' : '';
    return `<sheet name="${escaped(n)}" sheetId="${i + 1}"${state} r:id="rId${i + 1}"/>`;
  });
  const rels = names.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  return [
    {
      name: '_rels/.rels',
      body: `<Relationships><Relationship Id="r" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    { name: 'xl/workbook.xml', body: `<workbook><sheets>${sheets.join('')}</sheets></workbook>` },
    {
      name: 'xl/_rels/workbook.xml.rels',
      body: `<Relationships>${rels.join('')}
        <Relationship Id="s" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="t" Type="${relations}/styles" Target="/xl/styles.xml"/></Relationships>`,
    },
    ...names.map((n, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      body: `<worksheet><sheetData>${options.sheets![n]}</sheetData></worksheet>`,
    })),
    { name: 'xl/sharedStrings.xml', body: `<sst>${options.shared ?? ''}</sst>` },
    { name: 'xl/styles.xml', body: `<styleSheet>${options.styles ?? ''}</styleSheet>` },
    ...(options.more ?? []),
  ];
}

export function bookOf(options: BookOptions): Buffer {
  return zipOf(bookParts(options));
}
