// Signed heads, entries for other programs, and exported ledgers as files: lines appended for good, lines read one by one.
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExtractParts } from '../core/ledger/verify-extract.ts';
import type { EventFormat } from '../contract/ledger.ts';
import { type Receiver, typeOf } from '../core/ledger/receivers.ts';
import { type SyslogMessage, readSyslogUrl, sendToSyslog, sendToWebhook } from '../core/ledger/senders.ts';
import type { Config } from './config.ts';
import { HostRefusal } from './refusal.ts';
import type { EventPlace } from './settings.ts';

/** Adds lines to a file; on disk when it resolves. What an end in the middle of a line left of it is taken away first: the whole line comes again. */
async function appendLines(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'a+', 0o640);
  try {
    const { size } = await file.stat();
    const whole = await wholeLinesOf(file, size);
    if (whole < size) await file.truncate(whole);
    await file.appendFile(`${lines.join('\n')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

const lookBackBytes = 64 * 1024;

/** How many bytes end with a line. */
async function wholeLinesOf(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(lookBackBytes);
  for (let end = size; end > 0;) {
    const begin = Math.max(0, end - lookBackBytes);
    const { bytesRead } = await file.read(buffer, 0, end - begin, begin);
    const found = buffer.subarray(0, bytesRead).lastIndexOf(10);
    if (found >= 0) return begin + found + 1;
    end = begin;
  }
  return 0;
}

const tenantId = /^[0-9a-f]{32}$/;

/** A folder with one file a tenant, to which each new head is added. */
export class HeadsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(tenant: string): string {
    if (!tenantId.test(tenant)) throw new Error('not the id of a tenant');
    return join(this.#folder, `${tenant}.heads.ndjson`);
  }

  /** On disk when it resolves. */
  async append(tenant: string, lines: readonly string[]): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o750 });
    await appendLines(this.fileOf(tenant), lines);
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

export interface LedgerPlaces {
  readonly receivers: readonly Receiver[];
  /** folders of heads: what they hold is held against the ledgers */
  readonly folders: readonly HeadsFolder[];
}

/** Where the ledgers of all tenants go, as the settings have it. */
export function ledgerPlaces({
  ledgerHeads,
  ledgerEvents,
}: Pick<Config, 'ledgerHeads' | 'ledgerEvents'>): LedgerPlaces {
  const folders: HeadsFolder[] = [];
  const heads = ledgerHeads.map((place): Receiver => {
    const target = readSyslogUrl(place);
    if (target !== undefined)
      return { name: place, wants: 'heads', take: (_tenant, messages) => sendToSyslog(target, messages, 'operator') };
    const folder = new HeadsFolder(place);
    folders.push(folder);
    return {
      name: place,
      wants: 'heads',
      take: (tenant, messages) =>
        folder.append(
          tenant,
          messages.map((m) => m.text),
        ),
    };
  });
  return { receivers: [...heads, ...ledgerEvents.map(eventReceiver)], folders };
}

function eventReceiver({ format, to }: EventPlace): Receiver {
  const about = { name: `${format}:${to}`, wants: format };
  const target = readSyslogUrl(to);
  if (target !== undefined)
    return { ...about, take: (_tenant, messages) => sendToSyslog(target, messages, 'operator') };
  if (to.startsWith('/')) return { ...about, take: (tenant, messages) => appendEvents(to, format, tenant, messages) };
  const how = { trust: 'operator' as const, type: typeOf(format) };
  return {
    ...about,
    take: (_tenant, messages) =>
      sendToWebhook(
        { url: to },
        messages.map((m) => m.text),
        how,
      ),
  };
}

/** A file a tenant and day of the entries, so that what reads it may take the finished ones away. */
async function appendEvents(
  folder: string,
  format: EventFormat,
  tenant: string,
  messages: readonly SyslogMessage[],
): Promise<void> {
  if (!tenantId.test(tenant)) throw new Error('not the id of a tenant');
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const end = format === 'cef' ? 'cef' : 'ocsf.ndjson';
  for (const [day, list] of Map.groupBy(messages, (m) => m.at.toISOString().slice(0, 10)))
    await appendLines(
      join(folder, `${tenant}.${day}.${end}`),
      list.map((m) => m.text),
    );
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

const unreadable = (file: string): HostRefusal =>
  new HostRefusal(`${file} cannot be read. Unpack the whole archive into one folder.`);

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** What lies in the folder that entries were unpacked into. The statement names the file, and never one outside of the folder. */
export async function readExtract(folder: string): Promise<ExtractParts> {
  const read = async (name: string): Promise<Buffer> => {
    try {
      return await readFile(join(folder, name));
    } catch {
      throw unreadable(join(folder, name));
    }
  };
  const [statement, signature, key] = [
    await read('statement.json'),
    await read('statement.sig'),
    await read('key.pem'),
  ];
  const named = /"file":"(entries\.(?:csv|jsonl))"/.exec(statement.toString('utf8'))?.[1];
  if (named === undefined) throw new HostRefusal('The statement names no file of entries.');
  const file = join(folder, named);
  if (!(await isFile(file))) throw unreadable(file);
  return { statement, signature, key: key.toString('utf8'), file: createReadStream(file) };
}
