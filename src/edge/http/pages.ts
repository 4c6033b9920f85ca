// Serves the built pages: files from a fixed list read at the start, and one HTML page for every other address. Never looks at the disk for a name that was sent.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import { pageHeaders } from './headers.ts';
import { checkNavigation, readCookie } from './request-rules.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

interface BuiltFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly etag: string;
  /** named after its content: it can be kept for ever */
  readonly immutable: boolean;
  /** made when first asked for */
  packed: { readonly br: Promise<Buffer>; readonly gzip: Promise<Buffer> } | undefined;
}

export interface BuiltPages {
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** the one HTML page, or undefined when nothing has been built */
  readonly index: string | undefined;
}

/** Everything under the folder of a known type; the build's own lists (`.vite`) are not for the world. */
export function readPages(folder: string): BuiltPages {
  const files = new Map<string, BuiltFile>();
  if (!existsSync(join(folder, 'index.html'))) return { files, index: undefined };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    const type = types[extname(name)];
    if (!entry.isFile() || type === undefined || name.includes('/.') || name === '/index.html') continue;
    const plain = readFileSync(path);
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    files.set(name, { type, plain, etag, immutable: /-[\w-]{8,}\.\w+$/.test(name), packed: undefined });
  }
  return { files, index: readFileSync(join(folder, 'index.html'), 'utf8') };
}

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);

async function pack(file: BuiltFile, accepted: string): Promise<{ body: Buffer; encoding: string | undefined }> {
  if (file.plain.length < 1024 || file.type.startsWith('image/png') || file.type.startsWith('font/')) {
    return { body: file.plain, encoding: undefined };
  }
  file.packed ??= {
    br: packBrotli(file.plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: file.plain.length },
    }),
    gzip: packGzip(file.plain, { level: 9 }),
  };
  if (/\bbr\b/.test(accepted)) return { body: await file.packed.br, encoding: 'br' };
  if (/\bgzip\b/.test(accepted)) return { body: await file.packed.gzip, encoding: 'gzip' };
  return { body: file.plain, encoding: undefined };
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): Promise<FastifyReply> {
  reply.header('etag', file.etag).header('vary', 'accept-encoding');
  reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const { body, encoding } = await pack(file, request.headers['accept-encoding'] ?? '');
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.type(file.type).send(body);
}

const themes = new Set(['light', 'dark']);

/** The chosen theme is in the page before the first paint; nothing else of a request gets into it. */
function pageFor(index: string, request: FastifyRequest): string {
  const theme = readCookie(request.headers.cookie, 'theme') ?? '';
  return index.replaceAll('%THEME%', themes.has(theme) ? theme : '');
}

const robots = 'User-agent: *\nDisallow: /\n';

async function servePage(pages: BuiltPages, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.headers(pageHeaders(request.entered?.vault, request.id));
  const { method, url, headers } = request;
  checkNavigation({ method, url, headers, rawHeaders: request.raw.rawHeaders });
  const path = url.split('?', 1)[0]!;
  const file = pages.files.get(path);
  if (file !== undefined) return sendFile(request, reply, file);
  reply.header('cache-control', 'no-store');
  if (path === '/robots.txt') return reply.type('text/plain; charset=utf-8').send(robots);
  if (path === '/.well-known/change-password') return reply.redirect('/account', 302);
  if (path.includes('.') || path.startsWith('/api/')) throw new Problem('not-found');
  if (pages.index === undefined) throw new Problem('unavailable', 'The pages have not been built.');
  return reply.type('text/html; charset=utf-8').send(pageFor(pages.index, request));
}

export function bindPages(app: FastifyInstance, pages: BuiltPages): void {
  app.route({ method: ['GET', 'HEAD'], url: '/*', handler: (request, reply) => servePage(pages, request, reply) });
  app.route({ method: ['GET', 'HEAD'], url: '/', handler: (request, reply) => servePage(pages, request, reply) });
}
