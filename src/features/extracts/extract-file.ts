// How entries stand in a file: lines of JSON or of CSV, texts defused as in every export, times in UTC and beside it in the zone that was asked for. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import type { LedgerDetail } from '../../core/ledger/desk.ts';

export type ExtractFormat = 'csv' | 'jsonl';
type Entry = Omit<LedgerDetail, 'proof'>;

/** undefined: there is no such zone. */
export function zoneWriter(zone: string): ((at: string) => string) | undefined {
  try {
    const style = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    return (at) => style.format(new Date(at));
  } catch {
    return undefined;
  }
}

const columns: readonly (readonly [string, (e: Entry) => string | number | null])[] = [
  ['Who', (e) => e.actor.title],
  ['Kind', (e) => e.actor.kind],
  ['Id of who', (e) => e.actor.id],
  ['Action', (e) => e.action],
  ['What happened', (e) => e.verb],
  ['Outcome', (e) => e.outcome],
  ['Object', (e) => e.entity],
  ['Record', (e) => e.title],
  ['Id of the record', (e) => e.record],
  ['Version', (e) => e.version],
  ['Changes', (e) => (e.changes.length === 0 ? null : JSON.stringify(changesOf(e)))],
  ['Says', (e) => (Object.keys(e.values).length === 0 ? null : JSON.stringify(e.values))],
  ['More is hidden', (e) => (e.hidden ? 'yes' : null)],
  ['Erased', (e) => (e.erased ? 'yes' : null)],
  ['Through', (e) => e.source],
  ['Address', (e) => e.address],
  ['Session', (e) => e.session],
  ['Request', (e) => e.request],
  ['Operation', (e) => e.operation],
  ['Right needed', (e) => e.permission],
  ['Allowed by', (e) => e.allowedBy],
  ['Place in the log', (e) => (e.seq === null ? null : e.seq + 1)],
  ['Entry', (e) => e.id],
  ['Commitment', (e) => e.commitment],
];

function changesOf(e: Entry): object {
  return e.changes.map(({ field, before, after, hidden }) => ({ field, before, after, ...(hidden ? { hidden } : {}) }));
}

export function writeEntries(
  format: ExtractFormat,
  entries: readonly Entry[],
  options: { readonly first: boolean; readonly zone: string },
): string {
  const local = zoneWriter(options.zone) ?? ((at: string) => at);
  if (format === 'jsonl')
    return entries.map((e) => `${JSON.stringify({ ...e, local: local(e.at), changes: changesOf(e) })}\n`).join('');
  const head = ['Time (UTC)', `Time (${options.zone})`, ...columns.map(([name]) => name)];
  const lines = entries.map((e) => [e.at, local(e.at), ...columns.map(([, read]) => read(e))]);
  return [...(options.first ? [head] : []), ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${defuseCell(value).replaceAll('"', '""')}"`;
}

/** What lies beside the entries, for whoever has to verify them. */
export function readme(file: string): string {
  return `These entries were taken out of a ledger of Strongroom, as far as the person who took them may see it.

statement.json  who took them, when and by which question, how far the log was then, and the SHA-256 of ${file}
statement.sig   the signature of statement.json (Ed25519), made with the key the tenant's heads are signed with
key.pem         the public key; compare it with the one you have from elsewhere

To verify with Strongroom, in the folder of these files:
  strongroom ledger verify-extract . --key <the tenant's public key>

To verify with OpenSSL 3 and nothing of ours:
  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in statement.json -sigfile statement.sig
  sha256sum ${file}        (has to be the sha256 of statement.json)
`;
}
