// Signed heads and exported ledgers as files: lines appended for good, lines read one by one.
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CommonReceiver, readSyslogUrl, sendToSyslog } from '../core/ledger/receivers.ts';

/** A folder with one file a tenant, to which each new head is added. */
export class HeadsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(tenant: string): string {
    if (!/^[0-9a-f]{32}$/.test(tenant)) throw new Error('not the id of a tenant');
    return join(this.#folder, `${tenant}.heads.ndjson`);
  }

  /** On disk when it resolves. */
  async append(tenant: string, lines: readonly string[]): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o750 });
    const file = await open(this.fileOf(tenant), 'a', 0o640);
    try {
      await file.appendFile(`${lines.join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Heads of the tenant as lines: all of them, or where there are very many the newest and evenly fewer of the older ones. */
  async read(tenant: string): Promise<string[]> {
    const path = this.fileOf(tenant);
    if (!existsSync(path)) return [];
    let heads: string[] = [];
    for await (const line of linesOf(path)) {
      if (line !== '') heads.push(line);
      if (heads.length >= 2 * headsMost) heads = heads.filter((_, i) => i % 2 === 1 || i >= headsMost);
    }
    return heads;
  }
}

/** More prove little and take memory. */
const headsMost = 5_000;

export interface HeadPlaces {
  readonly receivers: readonly CommonReceiver[];
  readonly folders: readonly HeadsFolder[];
}

/** `places`: as the setting has them, folders and `syslog+tls://host:port`. */
export function headPlaces(places: readonly string[]): HeadPlaces {
  const folders: HeadsFolder[] = [];
  const receivers = places.map((place): CommonReceiver => {
    const target = readSyslogUrl(place);
    if (target !== undefined) return { name: place, take: (_tenant, lines) => sendToSyslog(target, lines, 'operator') };
    const folder = new HeadsFolder(place);
    folders.push(folder);
    return { name: place, take: (tenant, lines) => folder.append(tenant, lines) };
  });
  return { receivers, folders };
}

/** Lines of a file one by one, however long it is. */
export function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

/** A new file, readable by its owner alone. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  async function* ended(): AsyncGenerator<string> {
    for await (const line of lines) yield `${line}\n`;
  }
  await pipeline(Readable.from(ended()), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}
