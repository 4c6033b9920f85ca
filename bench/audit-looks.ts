// What looks at the ledger by itself: the live tail, and searches that watch.
import { Tail } from '../src/core/ledger/tail.ts';
import { makeLedgerDesk } from '../src/core/ledger/read-desk.ts';
import { SilentLook } from '../src/core/ledger/silent-look.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import type { Answer } from './audit-questions.ts';
import type { Home } from './home.ts';

const minute = 60_000;

export function looksOf(home: Home, vault: Vault, actor: Actor): (readonly [string, () => Promise<Answer>])[] {
  if (actor.kind !== 'user') throw new Error('a user looks');
  const look = new SilentLook(home.engine.door.catalog);
  const tail = new Tail(look, { changes: true });
  const watch = (q: 'refused' | 'edited', minutes: number) => (): Promise<Answer> =>
    look.run(vault, actor, { action: 'ledger.alert', address: null }, async (unit) => {
      const term = { key: q === 'refused' ? 'outcome' : 'verb', values: [q], not: false } as const;
      const to = new Date();
      const from = new Date(to.getTime() - minutes * minute);
      return makeLedgerDesk(unit).histogram({ terms: [term], changes: true }, from, to, 1);
    });
  return [
    ['a look of the live tail', async () => tail.next(vault, actor, null)],
    ['a search that watches refusals of an hour', watch('refused', 60)],
    ['a search that watches edits of a week', watch('edited', 7 * 24 * 60)],
  ];
}
