// The headers every answer carries: what a browser may do with it is as little as possible.
import type { Vault } from '../../core/vault.ts';

const never = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  'x-permitted-cross-domain-policies': 'none',
  'x-dns-prefetch-control': 'off',
  'permissions-policy': never.map((name) => `${name}=()`).join(', '),
} as const;

/** Of the API: nothing in an answer may be run, shown in a frame or kept. */
const ofData = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
  'cache-control': 'no-store',
} as const;

/** No inline script or style, no foreign source, no text that becomes markup (Trusted Types: no policy may be made). */
const ofPages = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

type Headers = Readonly<Record<string, string>>;

function overTls(vault: Vault | undefined): boolean {
  return vault?.origin.startsWith('https:') === true;
}

/** Two years; browsers then never try http for this host again. Not for localhost: somebody's next program there may have no TLS. */
export function hsts(vault: Vault | undefined): Headers {
  return overTls(vault) && !/(^|\.)localhost$/.test(vault?.hostname ?? '')
    ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }
    : {};
}

export function dataHeaders(vault: Vault | undefined, requestId: string): Headers {
  return { ...everywhere, ...ofData, ...hsts(vault), 'request-id': requestId };
}

export function pageHeaders(vault: Vault | undefined, requestId: string): Headers {
  const policy = overTls(vault) ? [...ofPages, 'upgrade-insecure-requests'] : ofPages;
  return { ...everywhere, ...hsts(vault), 'content-security-policy': policy.join('; '), 'request-id': requestId };
}
