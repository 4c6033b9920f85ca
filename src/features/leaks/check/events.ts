// What comes over the event streams while somebody who may everything changes every record: listened to by all roles at once.
import type { Action } from '../../../contract/action.ts';
import { isVirtual } from '../../../contract/field.ts';
import { now } from '../../../core/clock.ts';
import { type Ask, type Prober, requestOf } from './prober.ts';

export interface Listening {
  readonly ask: Ask;
  /** opens a stream; what it answers is all that came, once `end` was called */
  readonly listen: (token: string) => Promise<{ readonly end: () => Promise<string> }>;
  readonly actionOf: (name: string) => Action;
  readonly nameOfEdit: (entity: string) => { action: string; extra: Record<string, unknown> };
  readonly pause: (ms: number) => Promise<void>;
}

/** In milliseconds: a stream gathers, looks and sends within a fraction of this. */
const patience = 2_500;

export async function probeEvents(probers: readonly Prober[], l: Listening): Promise<void> {
  const streams: { p: Prober; stream: Awaited<ReturnType<Listening['listen']>> }[] = [];
  for (const p of probers) streams.push({ p, stream: await l.listen(p.subject.token) });
  const { boss } = probers[0]!.world;
  const change = async (entity: string, id: string, patch: Record<string, unknown>): Promise<void> => {
    const { action, extra } = l.nameOfEdit(entity);
    await l.ask(requestOf(l.actionOf(action), { ...extra, id, ...patch }), { token: boss.token });
  };
  const seen = new Set<string>();
  for (const p of probers) {
    for (const r of [...p.subject.planted, ...p.subject.others]) {
      if (seen.has(r.id) || r.e.name === 'user') continue;
      seen.add(r.id);
      const text = Object.entries(r.e.fields).find(
        ([name, f]) =>
          ['text', 'longText'].includes(f.kind) &&
          !isVirtual(f) &&
          f.unique !== true &&
          f.computed !== true &&
          name !== 'currency',
      );
      // There and back: the marks stay where they were, and stand in the history too.
      if (text === undefined) continue;
      await change(r.e.name, r.id, { [text[0]]: 'Changed' });
      await change(r.e.name, r.id, { [text[0]]: r.values[text[0]] });
      if (r.e.name === 'activity') {
        await change('activity', r.id, { remindAt: new Date(now().getTime() + 1_000).toISOString() });
      }
    }
  }
  // A job of somebody else is nobody's to hear of.
  const wish = { entity: 'company', format: 'csv', columns: ['name'], reason: 'A check for leaks' };
  await l.ask(requestOf(l.actionOf('export.start'), wish), { token: boss.token });
  await l.pause(patience);
  for (const { p, stream } of streams) {
    for (const part of (await stream.end()).split('\n\n')) {
      const topic = /^event: (\w+)$/m.exec(part)?.[1];
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (topic === undefined || data === undefined || topic === 'hello') continue;
      const path = topic === 'reminder' ? 'reminder' : 'events';
      const { entity, user } = JSON.parse(data) as { entity?: string; user?: string };
      const place = { path, object: path === 'reminder' ? 'activity' : (entity ?? null) } as const;
      p.heard(place, data, 'GET /api/v1/events');
      if (user !== undefined && user !== p.subject.id)
        p.found(
          place,
          { method: 'GET', target: '/api/v1/events' },
          'session',
          'It tells what only somebody else may hear of.',
        );
    }
  }
}
