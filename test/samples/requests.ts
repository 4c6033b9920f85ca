// Any action as the request a browser would send: parameters into the path, the rest into query or body.
import { type Action, methodOf, pathOf } from '../../src/contract/action.ts';

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly body?: string | Buffer;
  readonly type?: string;
}

export function requestOf(action: Action, input: Readonly<Record<string, unknown>>, upload?: Buffer): Request {
  const rest = new Map(Object.entries(input));
  const path = pathOf(action).replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value).toWellFormed());
  });
  const method = methodOf(action);
  const target = `/api/v1${path}`;
  if (method === 'GET' || method === 'DELETE' || action.transport === 'upload') {
    const query = [...rest]
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`)
      .join('&');
    const whole = query === '' ? target : `${target}?${query}`;
    return action.transport === 'upload'
      ? { method, target: whole, body: upload ?? Buffer.from('Name\nSomebody\n'), type: 'application/octet-stream' }
      : { method, target: whole };
  }
  if (action.transport === 'form') {
    const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
    const body = new URLSearchParams(
      [...rest].map(([name, value]): [string, string] => [name, text(value)]),
    ).toString();
    return { method, target, body, type: 'application/x-www-form-urlencoded' };
  }
  return { method, target, body: JSON.stringify(Object.fromEntries(rest)), type: 'application/json' };
}
