// Who one is, as far as one says so oneself.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const editMe = action({
  name: 'me.edit',
  http: 'PATCH /me',
  access: { signedIn: true },
  summary: 'Change how I am called here.',
  input: z.strictObject({ name: z.string().check(z.maxLength(200)) }),
  output: z.object({ name: z.string() }),
});

const ownRegion = z.strictObject({
  /** BCP 47, `browser`, or null: as the company */
  locale: z.nullable(z.string().check(z.maxLength(35))),
  /** IANA, `browser`, or null: as the company */
  timeZone: z.nullable(z.string().check(z.maxLength(60))),
});

export const setMyRegion = action({
  name: 'me.setRegion',
  http: 'PUT /me/region',
  access: { may: 'self.use' },
  summary:
    'How I read dates and numbers, and in which time zone: on my pages and in mails to me. Days of records stay the company’s.',
  input: ownRegion,
  output: ownRegion,
});
