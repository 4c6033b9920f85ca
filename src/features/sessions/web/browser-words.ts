// A browser in words a person knows: "Firefox 145 · Windows". Pure.
import { type BrowserName, type SystemName, readBrowser } from '../../../contract/browsers.ts';

export const words: { readonly [N in BrowserName | SystemName]: string } = {
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  opera: 'Opera',
  samsung: 'Samsung Internet',
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
};

export function nameOf(userAgent: string | null): string | null {
  const { browser, version, system, systemVersion } = readBrowser(userAgent);
  const parts = [
    browser === null ? null : `${words[browser]} ${version ?? ''}`.trim(),
    system === null ? null : `${words[system]} ${system === 'windows' ? '' : (systemVersion ?? '')}`.trim(),
  ];
  return parts.filter(Boolean).join(' · ') || null;
}
