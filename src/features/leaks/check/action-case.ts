// What a probe of an action that is not about one object is given, and the three ways most of them are tried.
import type { Action } from '../../../contract/action.ts';
import type { Area } from '../../../contract/permission.ts';
import { newId } from '../../../core/ids.ts';
import type { LeakPath } from '../contract.ts';
import { type Prober, isAlike, requestOf } from './prober.ts';

export interface ActionCase {
  readonly p: Prober;
  readonly action: Action;
  /** ids of things that belong to whoever checks: an export, a job, an operation */
  readonly foreign: Readonly<Record<string, string>>;
  /** lets the jobs that were started come to their end */
  readonly settle: () => Promise<void>;
  readonly actionOf: (name: string) => Action;
}

export type ActionProbe = (c: ActionCase) => Promise<void>;

/** Asked as it is: whatever it answers is searched. */
export const plain =
  (path: LeakPath, input: (c: ActionCase) => Record<string, unknown> = () => ({})): ActionProbe =>
  async ({ p, action, ...c }) => {
    await p.ask({ path, object: null }, action, input({ p, action, ...c }));
  };

/** Something of somebody else answers like something that never was - but to whoever holds the right that is for that. */
export const others =
  (path: LeakPath, kind: string, more: Record<string, unknown> = {}, right?: Area): ActionProbe =>
  async ({ p, action, foreign }) => {
    const id = foreign[kind];
    if (id === undefined || (right !== undefined && p.subject.expected.holds(right))) return;
    const place = { path, object: null };
    const [hidden, none] = [
      await p.ask(place, action, { id, ...more }),
      await p.ask(place, action, { id: newId(), ...more }),
    ];
    if (!isAlike(hidden, none))
      p.found(
        place,
        requestOf(action, { id, ...more }),
        'session',
        `It answers otherwise than for one that never was.`,
      );
  };

/** About single records of every object. `right`: whoever holds it is told of all of them, and still no value. */
export const perRecord =
  (path: LeakPath, inputs: (entity: string, id: string) => Record<string, unknown>[], right?: Area): ActionProbe =>
  async ({ p, action }) => {
    for (const e of p.world.catalog.entities) {
      const place = { path, object: e.name };
      for (const r of p.unseen(e)) {
        const [these, those] = [inputs(e.name, r.id), inputs(e.name, newId())];
        for (const [n, input] of these.entries()) {
          const [hidden, none] = [await p.ask(place, action, input), await p.ask(place, action, those[n]!)];
          const isTold = right !== undefined && p.subject.expected.holds(right);
          if (!isTold && !isAlike(hidden, none))
            p.found(
              place,
              requestOf(action, input),
              'session',
              `It answers otherwise (${hidden.status}) than for an id that never was (${none.status}).`,
            );
        }
      }
      for (const r of p.seen(e).slice(0, 2))
        for (const input of inputs(e.name, r.id)) await p.ask(place, action, input);
    }
  };
