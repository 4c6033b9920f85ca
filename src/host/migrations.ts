// Reads the numbered SQL files that make up a schema's history.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MigrationError } from '../core/schema/migrate.ts';
import type { Migration } from '../core/schema/migrate.ts';

/** The files of a folder in order. Their numbers start at 1 and have no gap. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1];
    if (Number(number) !== index + 1) {
      const expected = String(index + 1).padStart(4, '0');
      throw new MigrationError(
        `${join(folder, file)} should be named ${expected}-what-it-does.sql: one number each, no gap.`,
      );
    }
    const sql = readFileSync(join(folder, file), 'utf8');
    return {
      version: index + 1,
      name: file.slice(0, -4),
      sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
    };
  });
}
