// Who has acknowledged the security policy, as comma-separated text: every cell quoted and defused. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import type { Acknowledgement } from '../../core/identity/policy-text.ts';

const headings = ['Name', 'Email', 'Account', 'Version', 'Acknowledged', 'Owed'];

export function acknowledgementsCsv(rows: readonly Acknowledgement[]): string {
  const cells = rows.map((row) => [
    row.person.title,
    row.email ?? '',
    row.active ? 'active' : 'closed',
    row.version === null ? '' : String(row.version),
    row.at ?? '',
    row.owed ? 'yes' : 'no',
  ]);
  return `\uFEFF${[headings, ...cells].map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function quoted(text: string): string {
  return `"${defuseCell(text).replaceAll('"', '""')}"`;
}
