// Signs on the server: each line a call of the desk of signs.
import type { Sign } from '../../contract/sign.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import { setCompanySign, setOwnSign, viewFront, viewOwnSign } from './contract.ts';

const said = (sign: Sign | null): string =>
  sign === null
    ? 'none'
    : `a ${sign.colour} ${sign.picture}${sign.words === '' ? '' : ` with the words "${sign.words}"`}`;

export const signs: Feature = {
  name: 'signs',
  handlers: [
    on(viewFront, async (tx, _, call) => ({
      tenant: tx.tenant.name,
      sign: await tx.signs.company(),
      own: await tx.signs.ofBrowser(call.deviceToken),
    })),
    onSecured(
      setCompanySign,
      {
        summary: async (tx, { sign }) =>
          `The sign everybody sees before signing in: ${said(sign)} (now: ${said(await tx.signs.company())}).`,
        basis: (tx) => tx.signs.company(),
      },
      async (tx, { sign }) => {
        await tx.signs.setCompany(sign);
        return {};
      },
    ),
    on(viewOwnSign, async (tx) => ({ sign: await tx.signs.own(), company: await tx.signs.company() })),
    on(setOwnSign, async (tx, { sign }) => {
      await tx.signs.setOwn(sign);
      return {};
    }),
  ],
};
