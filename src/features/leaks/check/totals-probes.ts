// How totals that are kept are tried for leaks: those somebody saved before a right was taken from him, and those of whoever checks.
import { type ActionProbe, others } from './action-case.ts';
import { bodyOf } from './prober.ts';

interface Listed {
  readonly id: string;
  readonly entity: string | null;
}

/** Each that the person keeps: its question and its figures are of what he may see now, whatever it was saved with. */
const each =
  (input: (id: string) => Record<string, unknown>): ActionProbe =>
  async ({ p, action, actionOf }) => {
    const reply = await p.ask({ path: 'saved', object: null }, actionOf('totals.list'), {});
    if (reply.status !== 200) return;
    const { rows } = bodyOf(reply) as unknown as { rows: readonly Listed[] };
    for (const { id, entity } of rows) await p.ask({ path: 'saved', object: entity }, action, input(id));
  };

const both =
  (first: ActionProbe, second: ActionProbe): ActionProbe =>
  async (c) => {
    await first(c);
    await second(c);
  };

const ownThings = 'it keeps what was sent, and answers with no more than that';

/** A probe, or the reason why no value of a record can come out. */
export const totalsProbes: Readonly<Record<string, ActionProbe | string>> = {
  'totals.list': each(() => ({})),
  'totals.view': both(
    each((id) => ({ id })),
    others('saved', 'saved'),
  ),
  'totals.figures': both(
    each((id) => ({ id })),
    others('saved', 'saved'),
  ),
  'totals.save': ownThings,
  'totals.change': others('saved', 'saved', { version: 1, name: 'Taken over' }),
  'totals.putAway': others('saved', 'saved'),
  'totals.bringBack': others('saved', 'saved'),
  'totals.remove': others('saved', 'saved'),
  'totals.openTo': others('saved', 'saved'),
};

/** The same by the file, for what one may open: `saved` instead of a question. */
export const probeSavedExport: ActionProbe = each((id) => ({ saved: id, reason: 'A check for leaks' }));
