// Settings of the company, each a line on the region desk.
import { type Feature, on } from '../../core/feature.ts';
import { editRegion, viewRegion } from './contract.ts';

export const settings: Feature = {
  name: 'settings',
  handlers: [
    on(viewRegion, async (tx) => tx.me.region),
    on(editRegion, (tx, patch) => tx.region.edit(withoutUndefined(patch))),
  ],
};

function withoutUndefined<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined)) as never;
}
