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
