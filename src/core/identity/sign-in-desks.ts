// What a Tx has for those who look after who comes in: sessions, devices, leaving, guessing, networks, the policy everybody acknowledges, signs, losses, tips.
import type { FileDesk } from '../files.ts';
import type { Tx } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { makeNetworkDesk } from '../network/network-desk.ts';
import { makeTipDesk } from '../tips.ts';
import { makeDeviceDesk } from './devices.ts';
import { makeLeavingDesk } from './erase-person.ts';
import { makeGuessingDesk } from './guessing-desk.ts';
import { makeLossDesk } from './losses.ts';
import { makePolicyTextDesk } from './policy-text.ts';
import { makeSessionDesk } from './session-desk.ts';
import { makeSignDesk } from './signs.ts';

type Desks = Pick<
  Tx,
  'sessions' | 'devices' | 'leaving' | 'guessing' | 'network' | 'policyText' | 'signs' | 'losses' | 'tips'
>;

export function makeSignInDesks(unit: Unit, files: FileDesk): Desks {
  return {
    sessions: makeSessionDesk(unit),
    devices: makeDeviceDesk(unit),
    leaving: makeLeavingDesk(unit, files),
    guessing: makeGuessingDesk(unit),
    network: makeNetworkDesk(unit),
    policyText: makePolicyTextDesk(unit),
    signs: makeSignDesk(unit),
    losses: makeLossDesk(unit),
    tips: makeTipDesk(unit),
  };
}
