// What a Tx has for those who look after who comes in: sessions, guessing, networks.
import type { Tx } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { makeNetworkDesk } from '../network/network-desk.ts';
import { makeGuessingDesk } from './guessing-desk.ts';
import { makeSessionDesk } from './session-desk.ts';

export function makeSignInDesks(unit: Unit): Pick<Tx, 'sessions' | 'guessing' | 'network'> {
  return { sessions: makeSessionDesk(unit), guessing: makeGuessingDesk(unit), network: makeNetworkDesk(unit) };
}
