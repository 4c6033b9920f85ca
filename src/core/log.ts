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
  const { name, message, stack } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  const constraint: unknown = 'constraint' in error ? error.constraint : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  // A database error's message may quote what was sent (`invalid input syntax for type uuid: "..."`): its code says enough.
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return {
    name,
    message: sqlState ? message.replace(/"[^"]*"|: .*$/g, '...') : message,
    code,
    constraint,
    stack: sqlState ? undefined : stack,
    cause,
  };
}
