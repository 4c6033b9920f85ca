// Gives tests of exports a shop that makes and reads files: CSV by the importer's reader, workbooks by a small reader of their parts.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import type { Feature } from '../../src/core/feature.ts';
import type { Vault } from '../../src/core/vault.ts';
import type { ExportView } from '../../src/features/exports/contract.ts';
import { exports } from '../../src/features/exports/server.ts';
import { readCsvText } from '../../src/features/imports/csv-reader.ts';
import { jobs } from '../../src/features/jobs/server.ts';
import { records } from '../../src/features/records/server.ts';
import type { TestUser } from './engine.ts';
import { type Workshop, type WorkshopOptions, workshop } from './workshop.ts';

type Input = Readonly<Record<string, unknown>>;

interface ExportingOptions extends WorkshopOptions {
  /** exports with other limits than usual */
  readonly feature?: Feature;
  readonly others?: readonly Feature[];
  /** false: somebody else runs the jobs */
  readonly started?: boolean;
}

/** Exports of one vault, as its people see them. */
export class Exporting {
  readonly vault: Vault;
  readonly shop: Workshop;

  constructor(vault: Vault, options: ExportingOptions = {}) {
    this.vault = vault;
    const features = [options.feature ?? exports, jobs, records, ...(options.others ?? [])];
    this.shop = workshop(features, () => [vault], options);
    if (options.started !== false) this.shop.dispatcher.start();
  }

  act<T = ExportView>(user: TestUser, action: string, input: Input = {}) {
    return this.shop.act<T & object>(this.vault, user.actor, action, input);
  }

  start(user: TestUser, input: Input): Promise<ExportView> {
    return this.act(user, 'export.start', { format: 'csv', reason: 'a test of exports', ...input });
  }

  async ended(user: TestUser, id: string): Promise<ExportView> {
    for (let i = 0; i < 4800; i++) {
      const seen = await this.act(user, 'export.view', { id });
      if (!['waiting', 'running'].includes(seen.job.status)) return seen;
      await pause(25);
    }
    throw new Error('the export did not end');
  }

  /** Starts one and waits; its job must end well. */
  async make(user: TestUser, input: Input): Promise<ExportView> {
    const done = await this.ended(user, (await this.start(user, input)).id);
    assert.equal(done.job.status, 'done', done.job.error ?? '');
    return done;
  }

  async file(user: TestUser, id: string): Promise<{ name: string; type: string; bytes: Buffer }> {
    const { file } = (await this.act<object>(user, 'export.file', { id })).answer;
    const pieces: Buffer[] = [];
    for await (const piece of file!.stream) pieces.push(piece as Buffer);
    return { name: file!.name, type: file!.type, bytes: Buffer.concat(pieces) };
  }

  /** The cells of a CSV export, its headings first. */
  async csv(user: TestUser, input: Input): Promise<string[][]> {
    const { id } = await this.make(user, input);
    return cellsOf((await this.file(user, id)).bytes, input['csv'] as { delimiter?: string } | undefined);
  }
}

export function cellsOf(bytes: Buffer, { delimiter = ',' }: { delimiter?: string } = {}): string[][] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  return readCsvText(text, { delimiter, quote: '"' }).map((record) => {
    assert.equal(record.fault, null);
    return [...record.cells];
  });
}

/** The files inside a ZIP archive, each checked against its size and sum. */
export function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const out = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    assert.equal(bytes.toString('latin1', at, at + 4), 'PK\x01\x02');
    const [crc, packed, size, nameLength] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    assert.equal(bytes.toString('utf8', local + 30, local + 30 + nameLength), name);
    const start = local + 30 + nameLength + bytes.readUInt16LE(local + 28);
    const plain = inflateRawSync(bytes.subarray(start, start + packed));
    assert.deepEqual([plain.length, crc32(plain)], [size, crc], name);
    out.set(name, plain.toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return out;
}

export interface SheetCell {
  /** inlineStr: text; b: yes or no; n: a number */
  readonly type: string;
  readonly value: string;
}

/** The cells of a sheet by their place, as a spreadsheet would decode them. */
export function sheetCells(xml: string): Map<string, SheetCell> {
  const cells = [...xml.matchAll(/<c r="([A-Z]+\d+)"(?: s="\d+")?(?: t="(\w+)")?>(.*?)<\/c>/gs)];
  return new Map(
    cells.map(([, place, type = 'n', inner]) => {
      const text = /<(?:t|v)[^>]*>(.*)<\/(?:t|v)>/s.exec(inner!)![1]!;
      return [place!, { type, value: type === 'inlineStr' ? decoded(text) : text }];
    }),
  );
}

function decoded(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
  return text
    .replace(/&(?:lt|gt|quot|amp);/g, (mark) => marks[mark]!)
    .replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
