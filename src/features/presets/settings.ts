// Reads everything a preset is about, and sets it: each part by the desk that sets it alone, in one unit of work.
import { createHash } from 'node:crypto';
import {
  type PresetName,
  type PresetRow,
  type SecuritySettings,
  areaClasses,
  compareSettings,
  isSame,
  presetAreas,
  presets,
} from '../../contract/security-preset.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import type { Tx } from '../../core/tx.ts';

/** With what no preset decides, which stays as it is. */
export async function readSettings(tx: Tx) {
  const { words, ...passwords } = await tx.identity.passwordPolicy();
  const { required, kinds, graceDays, roles, consoleRescue } = await tx.identity.factors.policy();
  const { least, ...sessions } = await tx.sessions.policy();
  const { address, ...tries } = await tx.guessing.policy();
  const { allowed, ...ban } = address;
  const { reason, dayRows, alertAbove } = await tx.exportRules.read();
  const { classes, delayHours, expiresDays } = await tx.pending.policy();
  const settings: SecuritySettings = {
    passwords,
    factors: { required, kinds, graceDays },
    sessions,
    guessing: { ...tries, address: ban },
    exports: { reason, dayRows, alertAbove },
    approvals: { classes, delayHours, expiresDays },
  };
  return { settings, kept: { words, roles, consoleRescue, least, allowed } };
}

type Read = Awaited<ReturnType<typeof readSettings>>;

export function basisOf({ settings, kept }: Read): string {
  return createHash('sha256')
    .update(JSON.stringify([settings, kept]))
    .digest('base64url');
}

export function rowsOf({ settings }: Read, name: PresetName): (PresetRow & { readonly same: boolean })[] {
  return compareSettings(settings, presets[name]).map((row) => ({ ...row, same: isSame(row) }));
}

/** The first class of what it would change that the policy asks a second administrator for. */
export async function classOfPreset(tx: Tx, read: Read, name: PresetName): Promise<SecurityClass | null> {
  const changed = new Set(
    rowsOf(read, name)
      .filter((row) => !row.same)
      .map((row) => row.area),
  );
  const asked = (await tx.pending.policy()).classes;
  const found = presetAreas
    .filter((area) => changed.has(area))
    .map((area) => areaClasses[area])
    .find((of) => asked.includes(of) || (of === 'policy' && asked.length > 0));
  return found ?? null;
}

/** Only what differs is set, so that the ledger says what was changed and nothing else. */
export async function setAll(tx: Tx, name: PresetName): Promise<number> {
  const read = await readSettings(tx);
  const { kept } = read;
  const then = presets[name];
  const differing = rowsOf(read, name).filter((row) => !row.same);
  const set: { readonly [A in keyof SecuritySettings]: () => Promise<unknown> } = {
    passwords: () => tx.identity.setPasswordPolicy({ ...then.passwords, words: kept.words }),
    factors: () =>
      tx.identity.factors.setPolicy({ ...then.factors, roles: kept.roles, consoleRescue: kept.consoleRescue }),
    sessions: () => tx.sessions.setPolicy({ ...then.sessions, least: kept.least }),
    guessing: () =>
      tx.guessing.setPolicy({ ...then.guessing, address: { ...then.guessing.address, allowed: kept.allowed } }),
    exports: () => tx.exportRules.set(then.exports),
    approvals: () => tx.pending.setPolicy(then.approvals),
  };
  for (const area of presetAreas) if (differing.some((row) => row.area === area)) await set[area]();
  return differing.length;
}
