// Mail on the server: each line a call of the mail desk.
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { MailView } from '../../core/mail/mail.ts';
import type { Tx } from '../../core/tx.ts';
import {
  cancelMailMessage,
  listMailMessages,
  removeMailServer,
  retryMailMessage,
  setMailServer,
  testMail,
  viewMailMessage,
  viewMailSetup,
} from './contract.ts';

const pageSize = 50;

const out = (mail: MailView) => ({ ...mail, may: [...mail.may] });

async function presentServer(tx: Tx): Promise<string> {
  const { server } = await tx.mail.setup();
  return server === null ? 'none' : `${server.host}:${server.port}`;
}

export const mail: Feature = {
  name: 'mail',
  handlers: [
    on(viewMailSetup, async (tx) => {
      const setup = await tx.mail.setup();
      return { ...setup, counts: { ...setup.counts } };
    }),
    onSecured(
      setMailServer,
      {
        summary: async (tx, { host, port, sender, username }) =>
          `Send mail by ${host}:${port}${username === null ? '' : ` as ${username}`}, from ${sender} (now: ${await presentServer(tx)}).`,
        basis: async (tx) => (await tx.mail.setup()).server,
      },
      (tx, wish) => tx.mail.setServer(wish),
    ),
    onSecured(
      removeMailServer,
      {
        summary: async (tx) => `Send no more mail (now: by ${await presentServer(tx)}).`,
        basis: async (tx) => (await tx.mail.setup()).server,
      },
      async (tx) => {
        await tx.mail.removeServer();
        return {};
      },
    ),
    on(testMail, async (tx, { to }) => ({ id: await tx.mail.test(to) })),
    on(listMailMessages, async (tx, { status, cursor }) => {
      const { rows, next } = await tx.mail.list({
        limit: pageSize,
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { before: cursor }),
      });
      return { rows: rows.map(out), next };
    }),
    on(viewMailMessage, async (tx, { id }) => out(await tx.mail.view(id))),
    on(retryMailMessage, async (tx, { id }) => out(await tx.mail.retry(id))),
    on(cancelMailMessage, async (tx, { id }) => out(await tx.mail.cancel(id))),
  ],
};
