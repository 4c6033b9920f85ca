// API keys: each line a call of the key desk.
import { type Feature, on } from '../../core/feature.ts';
import type { KeyInfo } from '../../core/access/keys.ts';
import type { KeyWish } from '../../core/access/keys.ts';
import { type Key, changeKey, createKey, disableKey, listKeys, narrowKey, rotateKey } from './contract.ts';

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

/** What was not sent is not in the wish. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

export const keys: Feature = {
  name: 'keys',
  handlers: [
    on(listKeys, async (tx) => ({ rows: (await tx.keys.list()).map(out) })),
    on(createKey, async (tx, { addresses = [], rate = usualRate, ...rest }, call) => {
      const { key, secret } = await tx.keys.create({ ...rest, addresses, rate } as KeyWish);
      call.answer.status = 201;
      return { key: out(key), secret };
    }),
    on(changeKey, async (tx, { id, ...wish }) => out(await tx.keys.change(id, given(wish) as Partial<KeyWish>))),
    on(rotateKey, async (tx, { id, overlapHours }) => {
      const { key, secret } = await tx.keys.rotate(id, overlapHours);
      return { key: out(key), secret };
    }),
    on(narrowKey, async (tx, { id }) => out(await tx.keys.narrow(id))),
    on(disableKey, async (tx, { id }) => out(await tx.keys.disable(id))),
  ],
};
