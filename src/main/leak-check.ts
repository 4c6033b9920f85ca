// Makes a vault nobody works in, with the whole server in front of it, for one check for leaks; takes everything away when it ends.
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../contract/problem.ts';
import { TrustedProxies } from '../core/address.ts';
import { defaultLimits } from '../core/limits.ts';
import type { Limits } from '../core/limits.ts';
import { ConnectionBudget } from '../core/pool.ts';
import type { Vault } from '../core/vault.ts';
import { csrfHeader } from '../contract/page-token.ts';
import { sessionCookie } from '../edge/http/identify.ts';
import { pageTokenOf } from '../edge/http/page-token.ts';
import { makeWebServer } from '../edge/http/server.ts';
import type { WebServer } from '../edge/http/server.ts';
import type { CheckSite } from '../features/leaks/check/run.ts';
import { checkLeaks } from '../features/leaks/check/run.ts';
import type { LeakChecker } from '../features/leaks/server.ts';
import type { Host } from '../host/host.ts';
import { openVault } from '../host/vaults.ts';
import { makeEngine } from './engine.ts';
import type { Engine } from './engine.ts';

/** The check asks much more than a person would. */
const free = { burst: 1_000_000, perSecond: 1_000_000 };
export const checkLimits: Limits = { ...defaultLimits, requestsPerAddress: free };

/** One check at a time in a process; each gets a database of its own and as many connections as one busy tenant. */
export function makeLeakChecker(host: Host): LeakChecker {
  let isRunning = false;
  return {
    run: async (config, wish) => {
      if (isRunning) throw new Problem('wrong-state', 'Another check is under way here just now. Try again later.');
      isRunning = true;
      try {
        return await host.tenants.temporary((tenant) =>
          host.withFolder(tenant.id, (folder) => {
            const address = { hostname: `${tenant.slug}.localhost`, origin: `http://${tenant.slug}.localhost` };
            return withSite(
              folder,
              (budget) => openVault(host.server, host.rootKey, budget, tenant, address),
              (site) => checkLeaks(site, config, wish),
            );
          }),
        );
      } finally {
        isRunning = false;
      }
    },
  };
}

async function withSite<T>(
  folder: string,
  open: (budget: ConnectionBudget) => Promise<Vault>,
  work: (site: CheckSite) => Promise<T>,
): Promise<T> {
  const budget = new ConnectionBudget({ total: 8 });
  const vault = await open(budget);
  const engine = makeEngine(folder, { all: async () => [vault], find: async (id) => (id === vault.id ? vault : null) });
  const web = await makeWebServer({
    performer: engine.performer,
    pages: folder,
    tenantByHost: (hostname) => (hostname === vault.hostname ? vault : undefined),
    trustedProxies: new TrustedProxies([]),
    onlyProxies: false,
    limits: checkLimits,
  });
  try {
    engine.dispatcher.start();
    return await work(siteOf(vault, engine, web));
  } finally {
    await web.close(0);
    await engine.close();
    await budget.close('now');
  }
}

export function siteOf(vault: Vault, engine: Pick<Engine, 'door' | 'dispatcher'>, web: WebServer): CheckSite {
  const headersOf = (by: { token: string } | { key: string }): Record<string, string> => ({
    host: vault.hostname,
    ...('key' in by ? { authorization: `Bearer ${by.key}` } : { cookie: `${sessionCookie}=${by.token}` }),
  });
  return {
    vault,
    plain: engine.door.catalog,
    actions: web.actions,
    ask: async ({ method, target, headers, body }, by) => {
      const own =
        method === 'GET'
          ? {}
          : { origin: vault.origin, ...('token' in by ? { [csrfHeader]: pageTokenOf(by.token) } : {}) };
      const answer = await web.ask({
        method,
        target,
        headers: { ...headersOf(by), ...own, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, text: answer.text, whole: `${JSON.stringify(answer.headers)}\n${answer.text}` };
    },
    listen: async (token) => {
      const before = web.streams.open;
      const heard = web.ask({ method: 'GET', target: '/api/v1/events', headers: headersOf({ token }) });
      let isOver = false;
      void heard.finally(() => (isOver = true)).catch(() => undefined);
      for (let n = 0; n < 500 && !isOver && web.streams.open === before; n += 1) await pause(10);
      return {
        end: async () => {
          web.streams.end(vault.id);
          return (await heard).text;
        },
      };
    },
    settle: () => engine.dispatcher.idle(),
    pause: (ms) => pause(ms),
  };
}
