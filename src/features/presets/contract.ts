// Presets of everything that is decided about security at once: what each would change is shown first, and all of it is one operation.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { presetAreas, presetNames } from '../../contract/security-preset.ts';

const plain = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const preview = z.object({
  preset: z.enum(presetNames),
  /** what is in force, in short: it is sent back, so that nothing else is changed than was shown */
  basis: z.string(),
  rows: z.array(
    z.object({
      area: z.enum(presetAreas),
      setting: z.string(),
      now: plain,
      next: plain,
      same: z.boolean(),
    }),
  ),
  /** measured now: what people will notice of it */
  facts: z.object({
    people: z.int(),
    /** of them with a second factor */
    enrolled: z.int(),
    openSessions: z.int(),
    /** open sessions in a browser or system that is out of date */
    outdated: z.int(),
    /** people with more than one open session */
    several: z.int(),
    /** people beside oneself who may approve */
    approvers: z.int(),
    /** the company has rules on networks */
    networkRules: z.nullable(z.boolean()),
    /** the company has a security policy */
    policy: z.boolean(),
  }),
  /** the class of change that waits for a second administrator; null: it is done at once */
  needs: z.nullable(z.string()),
});
export type PresetPreview = z.infer<typeof preview>;

/** Whoever sets everything has to hold the right to each part. */
const needs = ['admin.signin', 'admin.exports'] as const;

export const previewPreset = action({
  name: 'preset.preview',
  http: 'GET /security-presets/:preset',
  access: { may: 'admin.policy' },
  needs,
  summary: 'What a preset would change: every setting now and then, and what people would notice.',
  input: z.strictObject({ preset: z.enum(presetNames) }),
  output: preview,
});

export const applyPreset = action({
  name: 'preset.apply',
  http: 'POST /security-presets/:preset',
  access: { may: 'admin.policy' },
  needs,
  stepUp: true,
  changesRights: true,
  summary: 'Set everything as a preset has it, as one operation that is undone as a whole.',
  input: z.strictObject({ preset: z.enum(presetNames), basis: z.string().check(z.maxLength(64)) }),
  output: z.object({ changed: z.int() }),
});
