// Reports of a loss: of a device, of a key, or that something seems wrong. Sessions end at once; administrators are told and close the report.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

const kind = z.enum(['device', 'key', 'suspicion']);
const words = z.string().check(z.maxLength(1000));
const reported = z.object({
  id: z.string(),
  sessionsEnded: z.int(),
  /** browsers that are not known any more */
  devices: z.int(),
});
export type Reported = z.infer<typeof reported>;

export const reportLoss = action({
  name: 'loss.report',
  http: 'POST /me/losses',
  access: { signedIn: true },
  at: 'enrol',
  summary:
    'Report that a device or a key of mine is lost, or that something seems wrong: my other sessions end, its browser is not known any more, administrators are told.',
  input: z.strictObject({
    kind,
    /** one of my sign-ins on the device that is lost; none: every browser but this one is forgotten */
    session: z.optional(z.uuid()),
    /** the factor that is lost; it is not removed by that */
    factor: z.optional(z.uuid()),
    words: z.optional(words),
  }),
  output: reported,
  secret: ['words'],
});

export const reportLossFor = action({
  name: 'loss.reportFor',
  http: 'POST /members/:id/loss',
  access: { may: 'admin.members' },
  summary:
    'Report a loss for somebody who cannot: all of that person’s sessions end, and no browser is known any more. Of a person who holds more than I do browsers stay known, words are needed, and it is taken once a day. The person is told.',
  input: z.strictObject({ id: z.uuid(), kind, words: z.optional(words) }),
  output: reported,
  secret: ['words'],
});

export const listLosses = action({
  name: 'loss.list',
  http: 'GET /losses',
  access: { may: 'admin.signin' },
  summary: 'Reports of losses, open ones first.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        person: titled,
        by: titled,
        kind,
        /** the browser, or the name of the factor, that was meant */
        what: z.nullable(z.string()),
        words: z.string(),
        at: z.string(),
        sessionsEnded: z.int(),
        devices: z.int(),
        closedAt: z.nullable(z.string()),
        found: z.nullable(z.boolean()),
      }),
    ),
  }),
});
export type LossRow = z.infer<typeof listLosses.output>['rows'][number];

export const closeLoss = action({
  name: 'loss.close',
  http: 'POST /losses/:id/close',
  access: { may: 'admin.signin' },
  security: 'signin',
  summary: 'Close a report. Found: what was lost is back, and its browsers are known again.',
  input: z.strictObject({ id: z.uuid(), found: z.boolean() }),
  output: z.object({}),
});
