// One HTTP/1.1 connection, as little of it as a load needs, so that the load takes no CPU from what it measures.
import { connect, type Socket } from 'node:net';
import { csrfHeader } from '../../src/contract/page-token.ts';
import { readTokens } from '../../src/edge/http/identify.ts';
import { pageTokenOf } from '../../src/edge/http/page-token.ts';

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly host: string;
  readonly origin?: string;
  readonly cookie?: string;
  /** JSON */
  readonly body?: string | Buffer;
  readonly contentType?: string;
  /** whom the request is from, as a proxy would say */
  readonly from?: string;
  readonly more?: string;
}

export interface Got {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

const pageLines = new Map<string, string>();

/** What a page of the session adds to a change. */
function pageLine(cookie: string): string {
  let line = pageLines.get(cookie);
  if (line === undefined) {
    const token = readTokens(cookie).session;
    line = token === null ? '' : `${csrfHeader}: ${pageTokenOf(token)}\r\n`;
    pageLines.set(cookie, line);
  }
  return line;
}

const endOfHead = Buffer.from('\r\n\r\n');

/** One request after the other; the next is sent when the answer of the last is whole. */
export class Connection {
  readonly #socket: Socket;
  #waiting: { resolve: (got: Got) => void; reject: (error: Error) => void } | undefined;
  #parts: Buffer[] = [];
  #length = 0;
  #head: { text: string; bodyAt: number; total: number; chunked: boolean } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const end = (error?: Error): void => this.#waiting?.reject(error ?? new Error('the server closed the connection'));
    socket.on('error', end);
    socket.on('close', () => end());
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  /** The server ends a connection nobody used for a minute. */
  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  send(sent: Sent): Promise<Got> {
    if (!this.isOpen) return Promise.reject(new Error('the server has closed the connection'));
    const body = sent.body === undefined ? undefined : Buffer.from(sent.body as string);
    let head = `${sent.method} ${sent.path} HTTP/1.1\r\nHost: ${sent.host}\r\nAccept: application/json\r\n`;
    if (sent.origin !== undefined) head += `Origin: ${sent.origin}\r\n`;
    if (sent.cookie !== undefined)
      head += `Cookie: ${sent.cookie}\r\n${sent.method === 'GET' ? '' : pageLine(sent.cookie)}`;
    if (sent.from !== undefined) head += `X-Forwarded-For: ${sent.from}\r\n`;
    if (sent.more !== undefined) head += `${sent.more}\r\n`;
    if (body !== undefined)
      head += `Content-Type: ${sent.contentType ?? 'application/json'}\r\nContent-Length: ${body.length}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${head}\r\n`);
      if (body !== undefined) this.#socket.write(body);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#head === undefined) {
      const all = this.#joined();
      const at = all.indexOf(endOfHead);
      if (at < 0) return;
      const text = all.toString('latin1', 0, at);
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      const chunked = length === undefined && /\r\ntransfer-encoding: chunked/i.test(text);
      this.#head = { text, bodyAt: at + 4, total: at + 4 + Number(length ?? 0), chunked };
    }
    const head = this.#head;
    if (head.chunked) {
      // Only downloads come so: whole when the last chunk is there.
      const all = this.#joined();
      if (all.subarray(-5).toString('latin1') === '0\r\n\r\n') this.#finish(all, head);
    } else if (this.#length >= head.total) this.#finish(this.#joined(), head);
  }

  #joined(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0]!;
  }

  #finish(all: Buffer, head: { text: string; bodyAt: number }): void {
    this.#parts = [];
    this.#length = 0;
    this.#head = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(head.text.slice(9, 12)), head: head.text, body: all.subarray(head.bodyAt) });
  }
}
