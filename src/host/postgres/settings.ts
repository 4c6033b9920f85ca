// Writes PostgreSQL's configuration for a cluster that we run: private, durable, and sized for this machine and its number of tenants.
import { availableParallelism, totalmem } from 'node:os';

export interface ClusterSize {
  /** databases the autovacuum launcher has to go round */
  readonly tenants: number;
  /** connections of the app over all tenants; some more are added for the host plane */
  readonly connections: number;
  /** the server was built with LZ4: known once it runs */
  readonly lz4?: boolean;
  /** tests only: nothing survives a crash of the machine */
  readonly throwaway?: boolean;
}

const MiB = 1024 * 1024;

/**
 * The launcher starts one worker per database and `naptime`: at a minute and 1,000 databases that would be 16 new processes a second.
 * Five a second is bearable, and a database is still looked at every few minutes.
 */
export function autovacuumNaptime(tenants: number): number {
  return Math.max(60, Math.ceil(tenants / 5));
}

export function postgresConf(socketFolder: string, size: ClusterSize): string {
  const memory = Math.floor(totalmem() / MiB);
  const shared = size.throwaway === true ? 256 : Math.max(128, Math.min(8192, Math.floor(memory / 4)));
  const settings: Record<string, string | number> = {
    // Only through a socket in a folder nobody else can enter; no network at all.
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    port: 5432,
    password_encryption: 'scram-sha-256',
    max_connections: size.connections + 50,
    superuser_reserved_connections: 10,

    shared_buffers: `${shared}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(memory * 0.6))}MB`,
    maintenance_work_mem: `${Math.max(64, Math.min(1024, Math.floor(memory / 32)))}MB`,
    work_mem: '16MB',
    max_parallel_workers_per_gather: Math.min(2, availableParallelism() - 1),
    max_locks_per_transaction: 128,
    // Requests are short; compiling a query costs more than it gives.
    jit: 'off',
    random_page_cost: 1.1,

    wal_level: 'replica',
    // Whole pages go into the log after a checkpoint: LZ4 packs them at a fraction of the cost of PostgreSQL's own way.
    wal_compression: size.lz4 === true ? 'lz4' : 'on',
    max_wal_size: '4GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: 0.9,
    track_commit_timestamp: 'on',
    // Crash restart syncs whole file systems at once instead of opening every file: 1,000 databases in 0.7 s instead of 79 s.
    recovery_init_sync_method: 'syncfs',
    autovacuum_naptime: `${autovacuumNaptime(size.tenants)}s`,

    // The log is for who runs the machine: no statement, no parameter, no DETAIL line, since those hold a tenant's values.
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_file_mode: '0600',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    lc_messages: 'C',
    default_text_search_config: 'pg_catalog.simple',
    cluster_name: 'strongroom',
  };
  if (size.throwaway === true) {
    Object.assign(settings, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' });
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`);
  return [
    '# Written by Strongroom at every start: changes here are lost. Put your own settings into local.conf beside this file.',
    ...lines,
    "include_if_exists = 'local.conf'",
    '',
  ].join('\n');
}

/** Every connection shows a password, also the superuser's; nothing comes from the network. */
export const hbaConf = [
  '# Written by Strongroom at every start.',
  'local  all          all  scram-sha-256',
  'local  replication  all  scram-sha-256',
  '',
].join('\n');

function quote(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
