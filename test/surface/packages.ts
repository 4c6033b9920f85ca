// The packages this project depends on, from the lock: surface/packages.csv. A new one, or a new version, shows as a diff.
import { readFileSync } from 'node:fs';
import { writeCsv } from './csv.ts';
import { why } from './why.ts';

export interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

export interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

type Kinds = 'dependencies' | 'devDependencies' | 'optionalDependencies';
export type Manifest = Readonly<Partial<Record<Kinds, Readonly<Record<string, string>>>>>;

const root = new URL('../../', import.meta.url);

export function readLock(): Lock {
  return JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as Lock;
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
}

/** Packages named in package.json, with the exact version asked for. */
export function directPackages(manifest: Manifest): Map<string, string> {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return new Map(Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }));
}

export function packageName(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

export function packagesTable(lock: Lock, manifest: Manifest): string {
  const direct = directPackages(manifest);
  const rows = Object.entries(lock.packages)
    .filter(([place]) => place !== '')
    .map(([place, p]) => {
      const name = packageName(place);
      const named = place === `node_modules/${name}` && direct.has(name);
      const use = p.dev === true ? 'build and test' : 'run';
      return [name, p.version, p.license ?? '', use, named, named ? (why[name] ?? '') : ''] as const;
    });
  const key = (row: readonly unknown[]): string => row.join('\t');
  const distinct = [...new Map(rows.map((row) => [key(row), row])).values()];
  distinct.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return writeCsv(['name', 'version', 'licence', 'use', 'direct', 'why'], distinct);
}
