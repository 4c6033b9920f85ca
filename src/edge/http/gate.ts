// The gate every request passes first: whose address it is, whether that address has budget left, and which vault its host name belongs to.
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';
import { type TrustedProxies, bucketOf, clientAddress, normalAddress } from '../../core/address.ts';
import { Buckets, type Limits } from '../../core/limits.ts';
import type { Vault } from '../../core/vault.ts';
import { readHostname } from './request-rules.ts';

export interface GateOptions {
  /** lower case, without port; vaults that are suspended or in maintenance are found too */
  readonly tenantByHost: (hostname: string) => Vault | undefined;
  readonly trustedProxies: TrustedProxies;
  /** nobody speaks TLS but the proxies: then only they are answered */
  readonly onlyProxies: boolean;
  readonly limits: Limits;
  /** hears of requests for hosts we do not serve */
  readonly strangeHost?: (hostname: string, address: string) => void;
}

export interface Entered {
  readonly vault: Vault;
  /** the client's, after trusted proxies, in its normal form */
  readonly address: string;
  /** something between has forwarded the request and is not named: the address may be everybody's */
  readonly doubt: boolean;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #requests: Buckets;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#requests = new Buckets(options.limits.requestsPerAddress);
  }

  /** Lets a request in, or throws what it is answered. */
  enter(request: FastifyRequest['raw']): Entered {
    const { trustedProxies, onlyProxies, tenantByHost, strangeHost } = this.#options;
    const peer = normalAddress(request.socket.remoteAddress ?? '');
    if (peer === undefined) throw new Problem('bad-request');
    if (onlyProxies && !trustedProxies.has(peer)) throw new Problem('no-such-host');
    const forwarded = request.headers['x-forwarded-for'];
    const address = clientAddress(peer, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, trustedProxies);
    const wait = this.#requests.take(bucketOf(address));
    if (wait > 0) throw new Problem('too-many', undefined, { retryAfter: wait });
    const { method = 'GET', url = '', headers, rawHeaders } = request;
    const hostname = readHostname({ method, url, headers, rawHeaders });
    const vault = tenantByHost(hostname);
    if (vault === undefined) {
      strangeHost?.(hostname, address);
      throw new Problem('no-such-host');
    }
    const names = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'];
    const doubt = !trustedProxies.has(peer) && names.some((name) => headers[name] !== undefined);
    return { vault, address, doubt };
  }
}
