// Erasing what is held about a person, on the server: looked at, begun as a security change, done by a job.
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { eraseJob, eraseSubject, lookAtErasure, viewErasures } from './contract.ts';
import { eraseJobKind } from './erase-job.ts';

export const erasure: Feature = {
  name: 'erasure',
  handlers: [
    on(lookAtErasure, async (tx, { entity, id }) => {
      const look = await tx.erasure.look({ entity, id });
      const { fields, goes, cut, quoted, held } = look;
      return {
        ...look,
        fields: [...fields],
        goes: [...goes],
        cut: [...cut],
        quoted: quoted.map((q) => ({ ...q })),
        quotes: look.quotes.map((q) => ({ ...q })),
        held: [...held],
      };
    }),
    onSecured(eraseSubject, { summary: describeErasure }, async (tx, { entity, id, request, ...wish }) => {
      const asked = await tx.erasure.begin({ entity, id }, { ...wish, request: request ?? null });
      const { reason, quoted } = wish;
      const input = { entity, id, reason, quoted, request: asked };
      return { job: await tx.jobs.start(eraseJob, `Erasure ${id.slice(-6)}`, input), request: asked };
    }),
    on(viewErasures, async (tx, { record }) => ({ rows: (await tx.erasure.state(record)).map((s) => ({ ...s })) })),
  ],
  jobs: [eraseJobKind],
};

/** Of the person nothing: who it is, whoever approves looks up under requests of people. */
async function describeErasure(
  tx: Tx,
  { entity, id, count, reason }: { entity: string; id: string; count: number; reason: string },
): Promise<string> {
  const label = tx.catalog.find(entity).label.toLowerCase();
  return `Erase what is held about a person (${label} ${id}), ${count} records in all. There is no way back. Because: ${reason}`;
}
