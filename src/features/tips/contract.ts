// Tips on security: short, where they help, and put away for good by whoever has read them. What they say stands with the pages.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { tipNames } from '../../contract/tips.ts';

export const listTips = action({
  name: 'tip.list',
  http: 'GET /me/tips',
  access: { signedIn: true },
  summary: 'Which tips I have put away.',
  input: z.strictObject({}),
  output: z.object({ seen: z.array(z.string()) }),
});

export const putTipAway = action({
  name: 'tip.putAway',
  http: 'POST /me/tips',
  access: { signedIn: true },
  summary: 'Put a tip away: it does not show where it helps any more, and still stands on the page of all.',
  input: z.strictObject({ tip: z.enum(tipNames) }),
  output: z.object({}),
});

export const bringTipsBack = action({
  name: 'tip.bringBack',
  http: 'DELETE /me/tips',
  access: { signedIn: true },
  summary: 'Show every tip again where it helps.',
  input: z.strictObject({}),
  output: z.object({}),
});
