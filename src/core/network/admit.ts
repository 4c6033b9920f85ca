// Lets a unit of work begin, or refuses it, by where it comes from. What refuses is never said on the word of memory.
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import type { Principal } from '../principal.ts';
import type { Vault } from '../vault.ts';
import { countNetwork } from './counts.ts';
import { type Networks, mayCome } from './networks.ts';
import { verdictForStranger } from './verdict.ts';

/** `me` if it may come from this address, or the principal made anew if that one may. */
export async function admit(
  vault: Vault,
  address: string,
  me: Principal,
  anew: () => Promise<Principal>,
): Promise<Principal> {
  if (me.network === undefined || mayCome(me.network, address).allowed) return me;
  const fresh = await anew();
  if (fresh.network === undefined || mayCome(fresh.network, address).allowed) return fresh;
  countNetwork(vault, address, 'refused', fresh.network.comer.person);
  throw new Problem('wrong-network');
}

/** Whoever has not said who he is. Answers the version of the rules that let him in, to be verified in the database. */
export async function admitStranger(
  networks: Networks,
  vault: Vault,
  address: string,
  afresh: boolean,
): Promise<string> {
  let rules = afresh ? await networks.fresh(vault) : await networks.known(vault);
  const allowed = (): boolean => verdictForStranger(rules.actingAt(now()).strict, address).allowed;
  if (!allowed() && !afresh) rules = await networks.fresh(vault);
  if (allowed()) return rules.stored.version;
  countNetwork(vault, address, 'refused', null);
  throw new Problem('wrong-network');
}
