// How what reads the ledger is tried for leaks: the audit log and its files, the history of configuration, the tools for people.
import { type ActionProbe, plain } from './action-case.ts';
import { bodyOf } from './prober.ts';
import { configuration, ownThings } from './reasons.ts';

interface LedgerLine {
  readonly id: string;
  readonly actor: { readonly id: string | null };
  readonly verb: string;
  readonly outcome: string;
}

/** What the list shows is opened, entry by entry: changes, questions of others, what was refused. One's own questions repeat what was sent. */
const probeLedger: ActionProbe = async ({ p, action, actionOf }) => {
  const place = { path: 'history' as const, object: null };
  const listed = await p.ask(place, actionOf('ledger.list'), { limit: 200 });
  if (listed.status !== 200) return;
  const { rows } = bodyOf(listed) as unknown as { rows: readonly LedgerLine[] };
  const asked = ({ actor, verb, outcome }: LedgerLine): boolean =>
    actor.id === p.subject.id && (verb === 'read' || outcome === 'refused');
  for (const { id } of rows.filter((row) => !asked(row))) await p.ask(place, action, { id });
};

/** All that is held about a record: its fields, what refers to it, its history. */
const probeReport: ActionProbe = async ({ p, action }) => {
  const e = p.world.catalog.entity('contact');
  for (const r of p.of(e)) await p.ask({ path: 'view', object: e.name }, action, { entity: e.name, id: r.id });
};

const ledgerFile =
  'its file holds the entries of the list with what each says, by the functions that answer ledger.list and ledger.entry, which are tried';

/** A probe, or the reason why no value of a record can come out. */
export const ledgerProbes: Readonly<Record<string, ActionProbe | string>> = {
  'ledger.list': plain('history', () => ({ limit: 200 })),
  'ledger.entry': probeLedger,
  'ledger.histogram': 'it counts the entries the list holds, and nothing of what stands in them',
  'configuration.list': plain('history'),
  'privacy.find': ({ p, action }) =>
    p.ask({ path: 'search', object: 'contact' }, action, { q: 'a' }).then(() => undefined),
  'privacy.report': probeReport,
  'privacy.copy': 'it puts the report, which is tried, into a file of its maker',
  'privacy.copyFile': ownThings,
  'privacy.rectify': 'it is the edit of the object, which is tried, with a note beside it',
  'privacy.restrict': configuration,
  'privacy.lift': configuration,
  'privacy.requests': plain('other'),
  'privacy.uses': probeReport,
  'privacy.setUse': 'it keeps what is sent on a record one sees, and answers nothing',
  'privacy.erasure': probeReport,
  'privacy.erase': 'it counts what the look, which is tried, tells, and answers ids of its own',
  'privacy.erasures': 'it tells counts and instants of what is gone',
  'privacy.ask': ownThings,
  'privacy.close': ownThings,
  'ledger.searches': plain('history'),
  'ledger.saveSearch': ownThings,
  'ledger.changeSearch': ownThings,
  'ledger.removeSearch': ownThings,
  'ledger.export': ledgerFile,
  'ledger.exports': ownThings,
  'ledger.exportFile': ledgerFile,
  'ledger.tail':
    'it sends the rows of the list, read by the same function under the same rights; its test takes rights away meanwhile',
  'ledger.status': plain('history'),
  'ledger.retention': configuration,
  'ledger.setRetention': configuration,
  'ledger.addReceiver': configuration,
  'ledger.removeReceiver': configuration,
};
