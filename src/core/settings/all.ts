// Every document of decisions there is, a line each.
import { approvalSetting } from '../access/approval-setting.ts';
import { exportSetting } from '../export-rules.ts';
import { factorSetting } from '../identity/factors/policy-desk.ts';
import { guessingSetting } from '../identity/guessing-policy.ts';
import { passwordSetting } from '../identity/password-policy-desk.ts';
import { sessionSetting } from '../identity/session-policy.ts';
import { signSetting } from '../identity/signs.ts';
import { binSetting } from '../records/bin-policy.ts';
import { ownRegionSetting } from '../own-region.ts';
import { regionSetting } from '../region-desk.ts';
import type { Setting } from './setting.ts';

/** What is common to all: each is only ever given what it has read or fitted itself. */
export const settings = [
  regionSetting,
  exportSetting,
  approvalSetting,
  binSetting,
  factorSetting,
  sessionSetting,
  guessingSetting,
  signSetting,
  passwordSetting,
  ownRegionSetting,
] as unknown as readonly Setting<Record<string, unknown>>[];
