// API keys: each line a call of the key desk.
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { KeyInfo, KeyWish } from '../../core/access/keys.ts';
import { givenText } from '../../core/access/given-text.ts';
import { offerOf } from '../../core/access/offer.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Tx } from '../../core/tx.ts';
import { type Key, changeKey, createKey, disableKey, listKeys, listOffered, narrowKey, rotateKey } from './contract.ts';

/** Requests a minute where nothing else is said. */
const usualRate = 600;

const out = (key: KeyInfo): Key => ({
  ...key,
  grants: { ...key.grants },
  rights: [...key.rights],
  idle: [...key.idle],
  addresses: [...key.addresses],
  secrets: [...key.secrets],
});

/** The same value without its marks of read-only, which schemas do not have. */
const plain = (value: unknown): never => value as never;

/** What was not sent is not in the wish. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

const rightsIn = (tx: Tx, grants: unknown): string => givenText(grants as RoleGrants, tx.catalog);

/** What a change of a key is made against: not when it was last used. */
const state = ({ name, grants, addresses, rate, expiresAt, secrets }: KeyInfo) => ({
  name,
  grants,
  addresses,
  rate,
  expiresAt,
  secrets,
});

async function describeChange(tx: Tx, { id, ...wish }: { id: string; grants?: unknown }): Promise<string> {
  const { name } = await tx.keys.view(id);
  const changed = Object.keys(given(wish)).join(', ');
  const rights = wish.grants === undefined ? '' : ` It then has the rights ${rightsIn(tx, wish.grants)}.`;
  return `Change the API key “${name}”: ${changed}.${rights}`;
}

export const keys: Feature = {
  name: 'keys',
  handlers: [
    on(listOffered, async (tx) => plain(offerOf(tx.me, tx.catalog))),
    on(listKeys, async (tx) => ({ rows: (await tx.keys.list()).map(out) })),
    onSecured(
      createKey,
      {
        summary: async (tx, { name, grants }) => `Make the API key “${name}” with the rights ${rightsIn(tx, grants)}.`,
      },
      async (tx, { addresses = [], rate = usualRate, ...rest }, call) => {
        const { key, secret } = await tx.keys.create({ ...rest, addresses, rate } as KeyWish);
        call.answer.status = 201;
        return { key: out(key), secret };
      },
    ),
    onSecured(
      changeKey,
      { summary: describeChange, basis: (tx, { id }) => tx.keys.view(id).then(state) },
      async (tx, { id, ...wish }) => out(await tx.keys.change(id, given(wish) as Partial<KeyWish>)),
    ),
    onSecured(
      rotateKey,
      {
        summary: async (tx, { id }) => `A new secret for the API key “${(await tx.keys.view(id)).name}”.`,
        basis: (tx, { id }) => tx.keys.view(id).then(state),
      },
      async (tx, { id, overlapHours }) => {
        const { key, secret } = await tx.keys.rotate(id, overlapHours);
        return { key: out(key), secret };
      },
    ),
    on(narrowKey, async (tx, { id }) => out(await tx.keys.narrow(id))),
    on(disableKey, async (tx, { id }) => out(await tx.keys.disable(id))),
  ],
};
