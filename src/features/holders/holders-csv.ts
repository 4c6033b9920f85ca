// The list of who holds access as comma-separated text: every cell quoted and defused. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import type { Holder } from './contract.ts';

const headings = [
  'Kind',
  'Name',
  'Detail',
  'Approved by',
  'Access since',
  'Ends',
  'Last used',
  'By roles',
  'Sees',
  'Changes',
  'Takes away',
  'Administration',
];

export function holdersCsv(rows: readonly Holder[]): string {
  const lines = [headings, ...rows.map(cellsOf)].map((cells) => cells.map(quoted).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cellsOf(h: Holder): string[] {
  const list = (names: readonly string[]): string => names.join('; ');
  const all = (names: readonly string[]): string => (h.what?.everything === true ? 'everything' : list(names));
  return [
    h.kind,
    h.name,
    h.detail ?? '',
    h.approvedBy ?? '',
    h.since ?? '',
    h.until ?? '',
    h.lastUsed ?? '',
    list(h.why.map((r) => r.name)),
    ...(h.what === null
      ? ['nothing', 'nothing', 'nothing', 'nothing']
      : [all(h.what.sees), all(h.what.changes), all(h.what.takesAway), all(h.what.rights)]),
  ];
}

function quoted(text: string): string {
  return `"${defuseCell(text).replaceAll('"', '""')}"`;
}
