// The portable copy: all of the report as JSON, its tables as CSV, in one archive. Pure, but for what is in the report.
import { crc32, deflateRawSync } from 'node:zlib';
import { defuseCell } from '../../contract/defuse.ts';
import type { ZipEntry } from '../../core/files/zip.ts';
import type { ReportView } from './contract.ts';

function file(name: string, text: string): ZipEntry {
  const bytes = Buffer.from(text);
  const packed = deflateRawSync(bytes);
  return { name, crc: crc32(bytes), size: bytes.length, packed: [packed], packedSize: packed.length };
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : sayPlain(value);
  return `"${defuseCell(text).replaceAll('"', '""')}"`;
}

/** A reference by its title; anything else that is made of parts as JSON. */
function sayPlain(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string')
    return value.title;
  return JSON.stringify(value);
}

function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return `\uFEFF${[head, ...rows].map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}

export function copyFiles(report: ReportView): ZipEntry[] {
  const related = report.related.map(({ entity, field, rows }, n) => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const safe = `${entity} ${field}`.replace(/[^\w -]/g, '_').slice(0, 60);
    return file(
      `related/${n + 1} ${safe}.csv`,
      csv(
        names,
        rows.map((row) => names.map((name) => row[name])),
      ),
    );
  });
  return [
    file('held.json', `${JSON.stringify(report, null, 2)}\n`),
    file(
      'held.csv',
      csv(
        ['Field', 'Value'],
        report.fields.map((f) => [f.label, f.value]),
      ),
    ),
    ...related,
    file(
      'history.csv',
      csv(
        ['At', 'By', 'What', 'Fields'],
        report.history.map((h) => [h.at, h.by, h.verb, h.fields.join(', ')]),
      ),
    ),
    file(
      'recipients.csv',
      csv(
        ['How', 'Who', 'Application', 'Times', 'First', 'Last', 'Asked for'],
        report.recipients.map((r) => [r.how, r.who, r.application, r.times, r.first, r.last, r.says]),
      ),
    ),
  ];
}
