// A PostgreSQL server somebody else runs, given by its URL: managed, replicated or simply older than us. Checked before it is used.
import { readFileSync } from 'node:fs';
import { PgConnection } from '../../core/pg.ts';
import type { PgTarget } from '../../core/pg.ts';
import { safeMessage } from '../../core/log.ts';
import { HostRefusal } from '../refusal.ts';
import type { Server } from './cluster.ts';
import { oldestMajor } from './safe-minors.ts';

/** Connects once and refuses a server that is too old, or a user who cannot make databases and roles. */
export async function openExternal(url: URL): Promise<Server> {
  const base = targetOf(url);
  let connection: PgConnection;
  try {
    connection = await PgConnection.open({ ...base, database: 'postgres' }, { timeoutMs: 10_000 });
  } catch (error) {
    throw new HostRefusal(`STRONGROOM_POSTGRES: ${describe(url)} cannot be used: ${safeMessage(error)}`);
  }
  try {
    const { rows } = await connection.query<{ version: string; superuser: boolean; makes: boolean }>(
      `select current_setting('server_version_num') as version, rolsuper as superuser, rolcreatedb and rolcreaterole as makes
       from pg_catalog.pg_roles where rolname = current_user`,
    );
    const { version = '0', superuser = false, makes = false } = rows[0] ?? {};
    const major = Math.floor(Number(version) / 10_000);
    if (major < oldestMajor) {
      throw new HostRefusal(
        `STRONGROOM_POSTGRES: ${describe(url)} runs PostgreSQL ${major}; expected ${oldestMajor} or later.`,
      );
    }
    if (!superuser && !makes) {
      throw new HostRefusal(
        `STRONGROOM_POSTGRES: the user ${url.username} may not make databases and roles; expected one with CREATEDB and CREATEROLE.`,
      );
    }
    return {
      origin: 'external',
      superuser,
      version: { major, minor: Number(version) % 10_000 },
      target: (database, role) => ({ ...base, database, ...role }),
    };
  } finally {
    await connection.close();
  }
}

function describe(url: URL): string {
  return `${hostOf(url)}:${url.port || '5432'}`;
}

function targetOf(url: URL): PgTarget {
  const ssl = sslOf(url);
  return {
    host: hostOf(url),
    port: Number(url.port || '5432'),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(ssl === undefined ? {} : { ssl }),
  };
}

/** Over a network the server has to prove who it is, unless the URL says otherwise. */
function sslOf(url: URL): PgTarget['ssl'] {
  const root = url.searchParams.get('sslrootcert');
  const ca = root === null ? {} : { ca: readFileSync(root, 'utf8') };
  const mode = url.searchParams.get('sslmode') ?? (isLocal(url) ? 'disable' : 'verify-full');
  if (mode === 'disable') return undefined;
  if (mode === 'require') return { ...ca, rejectUnauthorized: false };
  if (mode === 'verify-full') return { ...ca, rejectUnauthorized: true };
  throw new HostRefusal(`STRONGROOM_POSTGRES: sslmode=${mode} is not taken; expected disable, require or verify-full.`);
}

/** A folder that holds a socket does not fit into a URL's host: it stands behind, as `?host=/run/postgresql`. */
function hostOf(url: URL): string {
  return url.searchParams.get('host') ?? url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function isLocal(url: URL): boolean {
  return hostOf(url).startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(hostOf(url));
}
