// Makes the handle of a unit of work: everything a feature may ask of its vault, each desk from a file of its own.
import type { QueryCreator } from 'kysely';
import { makeAccessDesk } from './access/desk.ts';
import { makeApplicationDesk } from './access/applications-desk.ts';
import { makeKeyDesk } from './access/keys-desk.ts';
import { makeAccessTestDesk } from './access/access-tests.ts';
import { makeLookDesk } from './access/look-desk.ts';
import { makeRequestDesk } from './access/request-desk.ts';
import { makeRoleDesk } from './access/roles-desk.ts';
import { tryRule } from './access/try-rule.ts';
import { whatIf } from './access/what-if.ts';
import { makePendingDesk } from './access/pending-desk.ts';
import type { FileDesk } from './files.ts';
import type { IdentityDesk } from './identity/desk.ts';
import { makeSignInDesks } from './identity/sign-in-desks.ts';
import { makeIdempotencyDesk } from './idempotency.ts';
import { makeHostActDesk } from './host-acts.ts';
import type { JobDesk } from './jobs.ts';
import { makeExportRulesDesk } from './export-rules.ts';
import { makeKeptDesk } from './kept-desk.ts';
import { makeNoticeDesk } from './notices.ts';
import { makeLeakDesk } from './leaks-desk.ts';
import type { ArchiveStore } from './ledger/archive-store.ts';
import { makeLedgerDesks } from './ledger/desks.ts';
import { makeMailDesk } from './mail/mail-desk.ts';
import { makeErasureDesk } from './privacy/erasure-desk.ts';
import { makeSubjectDesk } from './privacy/subjects-desk.ts';
import { makeUseDesk } from './privacy/uses-desk.ts';
import { makeQuery, makeReadable } from './query.ts';
import { makePastDesk } from './past/past-desk.ts';
import { makeRegionDesk } from './region-desk.ts';
import { makeReminderDesk } from './reminders.ts';
import { makeExportDesk, makePrintDesk } from './records/export-desk.ts';
import { makeBinDesk } from './records/bin-desk.ts';
import { makeHoldDesk } from './records/hold-desk.ts';
import { makeRecords } from './records/records.ts';
import { makeShapeDesk } from './shape/shape-desk.ts';
import { makeSavedTotalsDesk } from './totals/saved-desk.ts';
import type { Tx } from './tx.ts';
import { makeOperationDesk } from './undo.ts';
import type { Unit } from './unit.ts';

/** Desks that need more than the unit of work: where files lie, how passwords are hashed. Given at composition. */
export interface Desks {
  readonly identity: (unit: Unit) => IdentityDesk;
  readonly jobs: (unit: Unit) => JobDesk;
  readonly files: (unit: Unit) => FileDesk;
  /** where old values of the ledger lie */
  readonly archives?: ArchiveStore;
}

export function makeTx(unit: Unit, desks: Desks): Tx {
  const { vault } = unit;
  let query: QueryCreator<object> | undefined;
  const files = desks.files(unit);
  return {
    me: unit.me,
    tenant: { id: vault.id, slug: vault.slug, name: vault.name, origin: vault.origin },
    catalog: unit.catalog,
    operation: unit.operation,
    records: makeRecords(unit),
    bin: makeBinDesk(unit),
    holds: makeHoldDesk(unit),
    operations: makeOperationDesk(unit),
    past: makePastDesk(unit),
    identity: desks.identity(unit),
    jobs: desks.jobs(unit),
    ...makeLedgerDesks(unit, desks.archives),
    files,
    exports: makeExportDesk(unit),
    exportRules: makeExportRulesDesk(unit),
    notices: makeNoticeDesk(unit),
    mail: makeMailDesk(unit),
    prints: makePrintDesk(unit),
    kept: makeKeptDesk(unit),
    hostActs: makeHostActDesk(unit),
    idempotency: makeIdempotencyDesk(unit),
    roles: {
      ...makeRoleDesk(unit),
      whatIf: (id, grants) => whatIf(unit, id, grants),
      tryRule: (wish) => tryRule(unit, wish),
    },
    accessTests: makeAccessTestDesk(unit),
    keys: makeKeyDesk(unit),
    applications: makeApplicationDesk(unit),
    pending: makePendingDesk(unit),
    region: makeRegionDesk(unit),
    reminders: makeReminderDesk(unit),
    savedTotals: makeSavedTotalsDesk(unit),
    shape: makeShapeDesk(unit),
    leaks: makeLeakDesk(unit),
    ...makeSignInDesks(unit, desks.files(unit)),
    access: makeAccessDesk(unit),
    looks: makeLookDesk(unit),
    requests: makeRequestDesk(unit),
    subjects: makeSubjectDesk(unit),
    uses: makeUseDesk(unit),
    erasure: makeErasureDesk(unit, files),
    get query() {
      return (query ??= makeQuery(unit));
    },
    readable: makeReadable(unit),
    note: async (note) => {
      unit.assertAlive();
      unit.ledger.add({
        verb: note.what,
        outcome: 'done',
        entity: note.entity ?? null,
        record: note.record ?? null,
        values: note.values ?? {},
      });
    },
    emit: async (event) => {
      unit.assertAlive();
      unit.events.push(event);
    },
  };
}
