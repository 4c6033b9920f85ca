// Rules on networks: each line a call of the network desk, which is told from where it is asked.
import { invalidField } from '../../contract/problem.ts';
import { normalAddress } from '../../core/address.ts';
import { type Call, type Feature, on, onSecured } from '../../core/feature.ts';
import { countryOf, hasCountryMap } from '../../core/network/countries.ts';
import type { AskedFrom } from '../../core/network/desk.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type NetworkView,
  checkAddress,
  confirmNetworkTrial,
  endNetworkTrial,
  saveNetwork,
  startNetworkTrial,
  switchNetworkOn,
  tryNetwork,
  viewNetwork,
} from './contract.ts';

const from = (call: Call): AskedFrom => ({ address: call.address, doubt: call.addressDoubt === true });

/** Lists as the contract has them. */
async function seen(tx: Tx, call: Call): Promise<NetworkView> {
  const view = await tx.network.view();
  const plain = structuredClone(view) as Omit<NetworkView, 'address' | 'doubt' | 'countries'>;
  return { ...plain, ...from(call), countries: hasCountryMap() };
}

export const network: Feature = {
  name: 'network',
  handlers: [
    on(viewNetwork, (tx, _, call) => seen(tx, call)),
    onSecured(
      saveNetwork,
      { summary: (tx, set) => tx.network.describe(set), basis: async (_tx, { version }) => version },
      async (tx, set, call) => {
        await tx.network.save(set, from(call));
        return seen(tx, call);
      },
    ),
    onSecured(
      startNetworkTrial,
      {
        summary: async (tx, { minutes, ...set }) =>
          `For ${minutes} minutes, and then only if it is confirmed from a new session. ${await tx.network.describe(set)}`,
        basis: async (_tx, { version }) => version,
      },
      async (tx, { minutes, ...set }, call) => {
        await tx.network.startTrial(set, minutes, from(call));
        return seen(tx, call);
      },
    ),
    on(confirmNetworkTrial, async (tx, _, call) => {
      await tx.network.confirmTrial(from(call));
      return seen(tx, call);
    }),
    on(endNetworkTrial, async (tx, _, call) => {
      await tx.network.endTrial();
      return seen(tx, call);
    }),
    on(switchNetworkOn, async (tx, _, call) => {
      await tx.network.switchOn(from(call));
      return seen(tx, call);
    }),
    on(checkAddress, async (tx, { address: given, person, role, type, set }) => {
      const address = normalAddress(given.trim());
      if (address === undefined)
        throw invalidField('address', 'not-an-address', 'This is not an address.', 'Such as 192.0.2.7 or 2001:db8::7.');
      const as = {
        ...(person === undefined ? {} : { person }),
        ...(role === undefined ? {} : { role }),
        ...(type === undefined ? {} : { type }),
      };
      const { allowed, why, rule } = await tx.network.check(address, as, set ?? null);
      return { address, country: countryOf(address), allowed, why, rule: rule?.name ?? null };
    }),
    on(tryNetwork, async (tx, set, call) => structuredClone(await tx.network.tryRun(set, from(call))) as never),
  ],
};
