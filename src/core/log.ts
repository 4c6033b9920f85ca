// The program's own log (one JSON line an event, to stderr): for who runs the machine, so it never holds a tenant's values or a secret.
import { pino } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Anything that might carry a secret by accident is blotted out wherever it stands, one or two levels deep. */
const secrets = ['password', 'token', 'secret', 'cookie', 'authorization', 'key', 'parameters', 'values'];

/** `log.warn({ tenant: vault.id }, 'what happened')`: tenants by opaque id, people and records by id, never by value. */
export const log = pino(
  {
    level: process.env['NODE_TEST_CONTEXT'] === undefined ? 'info' : 'fatal',
    base: { pid: process.pid },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[not logged]' },
    serializers: { err: describeError },
  },
  pino.destination({ dest: 2, sync: true }),
);

export function setLogLevel(level: LogLevel): void {
  log.level = level;
}

/** Errors of the database name values in `detail`, `where` and `internalQuery`: only what is safe goes out. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code: unknown = 'code' in error ? error.code : undefined;
  const constraint: unknown = 'constraint' in error ? error.constraint : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  const stack = isSqlState(code) ? undefined : error.stack;
  return { name: error.name, message: safeMessage(error), code, constraint, stack, cause };
}

/**
 * The message of an error without what people had stored or sent. A database error may quote it (`invalid input syntax for type uuid:
 * "..."`), unless it is about the statement itself (class 42), which names tables and columns only.
 */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = 'code' in error ? error.code : undefined;
  if (!isSqlState(code)) return error.message;
  const message = code.startsWith('42') ? error.message : error.message.replace(/"[^"]*"|: .*$/g, '...');
  return `${message} (${code})`;
}

function isSqlState(code: unknown): code is string {
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}
