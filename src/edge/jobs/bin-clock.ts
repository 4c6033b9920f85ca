// What the product itself does with the bin: once a day it deletes what has lain there as long as the policy says, and it has the ledger forget the values of what is gone.
import type { Door } from '../../core/door.ts';
import type { Eraser } from '../../core/ledger/eraser.ts';
import type { Vault } from '../../core/vault.ts';

/** Records deleted in one transaction. */
const atOnce = 200;
const forgottenAtOnce = 500;

const purpose = (action: string): { action: string; reads: boolean; requestId: null; address: null } => ({
  action,
  reads: false,
  requestId: null,
  address: null,
});

/** Called now and then; says itself whether its day has come. Answers how many records it deleted. */
export async function keepBin(door: Door, vault: Vault, eraser: Eraser | null): Promise<number> {
  const actor = { kind: 'system', name: 'bin' } as const;
  let gone = 0;
  if (await door.open(vault, actor, purpose('bin.look'), (tx) => tx.bin.isDue())) {
    for (let more = true; more;) {
      const done = await door.open(vault, actor, purpose('bin.expire'), (tx) => tx.bin.expire(atOnce));
      gone += done.gone;
      more = done.more;
    }
    await door.open(vault, actor, purpose('bin.look'), (tx) => tx.bin.looked());
  }
  if (eraser !== null) await forget(door, vault, eraser);
  return gone;
}

/** Ended in between, it is done again: what is forgotten already is no harm. */
async function forget(door: Door, vault: Vault, eraser: Eraser): Promise<void> {
  const actor = { kind: 'system', name: 'bin' } as const;
  for (;;) {
    const records = await door.open(vault, actor, purpose('bin.forget'), (tx) => tx.bin.forgetDue(forgottenAtOnce));
    if (records.length === 0) return;
    await eraser.erase(vault.id, { records, texts: [], reason: 'deleted for good' });
    await door.open(vault, actor, purpose('bin.forget'), (tx) => tx.bin.forgotten(records));
  }
}
