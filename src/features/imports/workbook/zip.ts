// The files inside a ZIP archive that is at hand as a whole. What is unpacked is counted as it comes, whatever the archive claims.
import { type Entry, type ZipFile, fromBuffer } from 'yauzl';
import { Problem } from '../../../contract/problem.ts';
import { refuseWorkbook, tooLarge, workbookLimits } from './limits.ts';

export class Archive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpacked = 0;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  static async read(bytes: Buffer): Promise<Archive> {
    try {
      const zip = await opened(bytes);
      if (zip.entryCount > workbookLimits.entries) throw tooLarge('it has too many parts');
      return new Archive(zip, await listed(zip));
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw refuseWorkbook('broken', 'The file begins like a workbook but is cut off or damaged.');
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** The bytes of one file, piece by piece; nothing for a file that is not there. */
  async *open(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) return;
    try {
      for await (const piece of await this.#stream(entry)) {
        this.#unpacked += (piece as Buffer).length;
        if (this.#unpacked > workbookLimits.unpacked) throw tooLarge('unpacked it is over a gigabyte');
        yield piece as Buffer;
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw refuseWorkbook('broken', 'The workbook is damaged: a part of it cannot be unpacked.');
    }
  }

  #stream(entry: Entry): Promise<NodeJS.ReadableStream> {
    return new Promise((done, fail) => {
      this.#zip.openReadStream(entry, (error, stream) => (error === null ? done(stream) : fail(error)));
    });
  }
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((done, fail) => {
    const options = { lazyEntries: true, validateEntrySizes: true, autoClose: false } as const;
    fromBuffer(bytes, options, (error, zip) => (error === null ? done(zip) : fail(error)));
  });
}

function listed(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  return new Promise((done, fail) => {
    const out = new Map<string, Entry>();
    zip.on('error', fail);
    zip.on('end', () => done(out));
    zip.on('entry', (entry: Entry) => {
      if (entry.isEncrypted())
        return fail(refuseWorkbook('locked', 'The workbook is locked with a password. Save it without one.'));
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
        return fail(refuseWorkbook('broken', 'The workbook is packed in a way that is not known here.'));
      out.set(entry.fileName.toLowerCase(), entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}
