// Signs by which people know the true page: the company's for everybody under its address, and one's own on the browsers one is known with.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { signColours, signPictures, signWordsMost } from '../../contract/sign.ts';

const sign = z.strictObject({
  picture: z.enum(signPictures),
  colour: z.enum(signColours),
  /** may be empty */
  words: z.string().check(z.maxLength(signWordsMost)),
});
const maybe = z.strictObject({ sign: z.nullable(sign) });

export const viewFront = action({
  name: 'sign.front',
  http: 'GET /sign',
  access: { public: true, because: 'whoever is about to sign in has to see whose page this is' },
  summary:
    'Whose page this is: the company and its sign, and the own signs of those this browser is known for. It names no person.',
  input: z.strictObject({}),
  output: z.object({ tenant: z.string(), sign: z.nullable(sign), own: z.array(sign) }),
});
export type Front = z.infer<typeof viewFront.output>;

export const setCompanySign = action({
  name: 'sign.setCompany',
  http: 'PUT /sign',
  access: { may: 'admin.signin' },
  security: 'signin',
  stepUp: true,
  summary: 'Choose the sign of the company, which everybody sees before signing in; null: none.',
  input: maybe,
  output: z.object({}),
});

export const viewOwnSign = action({
  name: 'sign.own',
  http: 'GET /me/sign',
  access: { signedIn: true },
  summary: 'My own sign, which browsers I am known with show before I sign in.',
  input: z.strictObject({}),
  output: z.object({ sign: z.nullable(sign), company: z.nullable(sign) }),
});
export type OwnSigns = z.infer<typeof viewOwnSign.output>;

export const setOwnSign = action({
  name: 'sign.setOwn',
  http: 'PUT /me/sign',
  access: { signedIn: true },
  summary: 'Choose my own sign; null: none.',
  input: maybe,
  output: z.object({}),
  secret: ['sign'],
});
