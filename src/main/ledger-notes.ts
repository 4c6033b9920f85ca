// What the program itself does to a ledger: puts on record what a check found, entries somebody else wrote, a clock that jumped, and tells of it; erases.
import { Problem } from '../contract/problem.ts';
import type { Door } from '../core/door.ts';
import type { CheckResult } from '../core/ledger/check.ts';
import { eraseFromLedger } from '../core/ledger/erase.ts';
import type { Erased, Erasure } from '../core/ledger/eraser.ts';
import { log } from '../core/log.ts';
import type { Tx } from '../core/tx.ts';
import type { Vault } from '../core/vault.ts';
import type { Vaults } from '../host/vaults.ts';
import type { Engine } from './engine.ts';

const asHost = { kind: 'system', name: 'host' } as const;
const purposeOf = (action: string) => ({
  action,
  reads: false,
  requestId: null,
  address: null,
  source: 'system' as const,
});

/** Put on record, and told to those who watch over the ledger when it found something. */
export async function keepCheck(door: Door, vault: Vault, result: CheckResult): Promise<void> {
  await door.open(vault, asHost, purposeOf('ledger.check'), async (tx) => {
    await tx.ledger.keepCheck(result);
    if (result.findings.length > 0) await tellOf(tx, result.findings.length);
  });
  if (result.findings.length === 0) return;
  const places = result.findings
    .slice(0, 20)
    .map(({ kind, from, entity, record, field }) => ({ kind, from, entity, record, field }));
  log.error(
    { tenant: vault.id, found: result.findings.length, places },
    'the ledger and what stands in the database differ',
  );
}

/** Whoever may read all of the ledger: there it says where. */
async function tellOf(tx: Tx, found: number): Promise<void> {
  await tx.notices.tell('ledger.view', 'ledger', { kind: 'ledger', found });
}

export async function alarm(
  door: Door,
  vault: Vault,
  values: { readonly refused: number; readonly entries: string[] },
): Promise<void> {
  await door.open(vault, asHost, purposeOf('ledger.alarm'), async (tx) => {
    await tx.note({ what: 'foreign entries', values });
    await tellOf(tx, values.refused);
  });
}

export async function noteJump(door: Door, vault: Vault, from: Date, to: Date): Promise<void> {
  const values = { from: from.toISOString(), to: to.toISOString(), ms: to.getTime() - from.getTime() };
  await door.open(vault, asHost, purposeOf('clock.jumped'), (tx) => tx.note({ what: 'clock jumped', values }));
}

/** That the clocks of program and database differ by more than a question takes, or agree again. */
export async function noteClocks(door: Door, vault: Vault, ours: Date, theirs: Date): Promise<void> {
  const ms = theirs.getTime() - ours.getTime();
  const values = { program: ours.toISOString(), database: theirs.toISOString(), ms };
  await door.open(vault, asHost, purposeOf('clock.differs'), (tx) => tx.note({ what: 'clocks differ', values }));
}

/** What features reach the eraser by. */
export async function eraseIn(
  { door, archives }: Pick<Engine, 'door' | 'archives'>,
  vaults: Vaults | undefined,
  id: string,
  erasure: Erasure,
): Promise<Erased> {
  const [vault, eraser] = [vaults?.byId(id), vaults?.erasing(id)];
  if (vault === undefined || eraser === undefined) throw new Problem('unavailable');
  return eraseFromLedger(door, vault, eraser, erasure, archives);
}
