// Under which host name and origin each tenant is served, from the settings and the port; never from what a request says.
import type { Config } from './config.ts';

export interface Addresses {
  /** what people type to reach the installation */
  readonly publicUrl: URL;
  of(slug: string): { readonly hostname: string; readonly origin: string };
}

/** `port`: the one really listened on, which the public URL names when none is set. */
export function addressesFor(config: Pick<Config, 'publicUrl' | 'tenantHost' | 'tls'>, port: number): Addresses {
  const scheme = config.tls === 'off' ? 'http' : 'https';
  const publicUrl = config.publicUrl ?? new URL(`${scheme}://localhost:${port}`);
  const pattern = config.tenantHost ?? `{slug}.${publicUrl.hostname}`;
  return {
    publicUrl,
    of: (slug) => {
      const url = new URL(publicUrl);
      url.hostname = pattern.replace('{slug}', slug);
      return { hostname: url.hostname, origin: url.origin };
    },
  };
}
