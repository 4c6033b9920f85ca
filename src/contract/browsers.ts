// What a browser says of itself: which one, how old, on which system; and where its maker has a newer one. It may lie: this helps people keep up to date and stops nobody who wants to pass. Pure.

export const browserNames = ['chrome', 'edge', 'firefox', 'safari', 'opera', 'samsung'] as const;
export type BrowserName = (typeof browserNames)[number];
export const systemNames = ['windows', 'macos', 'ios', 'android', 'chromeos', 'linux'] as const;
export type SystemName = (typeof systemNames)[number];

export interface Seen {
  readonly browser: BrowserName | null;
  /** its major version */
  readonly version: number | null;
  readonly system: SystemName | null;
  /** major version, where the system is told with one: Windows, iOS and Android */
  readonly systemVersion: number | null;
}

/** Oldest major versions that are not out of date; systems that tell none are never out of date. */
export type Least = { readonly [N in BrowserName | 'windows' | 'ios' | 'android']: number };

/** What was supported by its maker when this was written (November 2025); administrators raise it as time goes by. */
export const usualLeast: Least = {
  chrome: 140,
  edge: 140,
  firefox: 140,
  safari: 18,
  opera: 122,
  samsung: 28,
  windows: 10,
  ios: 17,
  android: 13,
};

const browsers: readonly [BrowserName, RegExp][] = [
  ['edge', /Edg(?:A|iOS)?\/(\d+)/],
  ['opera', /OPR\/(\d+)/],
  ['samsung', /SamsungBrowser\/(\d+)/],
  ['firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['chrome', /(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['safari', /Version\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];

const systems: readonly [SystemName, RegExp][] = [
  ['ios', /(?:iPhone|iPad|iPod).*? OS (\d+)_/],
  ['android', /Android (\d+)/],
  ['windows', /Windows NT (\d+)/],
  ['chromeos', /CrOS/],
  ['macos', /Mac OS X|Macintosh/],
  ['linux', /Linux|X11/],
];

export function readBrowser(userAgent: string | null): Seen {
  const text = (userAgent ?? '').slice(0, 500);
  const find = <N>(list: readonly [N, RegExp][]): [N | null, number | null] => {
    for (const [name, pattern] of list) {
      const found = pattern.exec(text);
      if (found !== null) return [name, found[1] === undefined ? null : Number(found[1])];
    }
    return [null, null];
  };
  const [browser, version] = find(browsers);
  const [system, systemVersion] = find(systems);
  return { browser, version, system, systemVersion };
}

export interface Outdated {
  readonly what: BrowserName | SystemName;
  readonly version: number;
  readonly least: number;
  /** where its maker says how to get a newer one */
  readonly link: string;
}

const links: { readonly [N in BrowserName | SystemName]: string } = {
  chrome: 'https://support.google.com/chrome/answer/95414',
  edge: 'https://support.microsoft.com/microsoft-edge',
  firefox: 'https://support.mozilla.org/kb/update-firefox-latest-release',
  safari: 'https://support.apple.com/102665',
  opera: 'https://help.opera.com/latest/',
  samsung: 'https://www.samsung.com/support/apps-services/',
  windows: 'https://support.microsoft.com/windows/update-windows',
  macos: 'https://support.apple.com/108382',
  ios: 'https://support.apple.com/118575',
  android: 'https://support.google.com/android/answer/7680439',
  chromeos: 'https://support.google.com/chromebook/answer/177889',
  linux: 'https://kernel.org/',
};

/** What of it is out of date; what is not known is not. */
export function outdated(seen: Seen, least: Least): Outdated[] {
  const found: Outdated[] = [];
  const check = (what: BrowserName | SystemName | null, version: number | null): void => {
    const bound = what === null ? undefined : (least as Partial<Record<string, number>>)[what];
    if (what !== null && version !== null && bound !== undefined && version < bound)
      found.push({ what, version, least: bound, link: links[what] });
  };
  check(seen.browser, seen.version);
  check(seen.system, seen.systemVersion);
  return found;
}
