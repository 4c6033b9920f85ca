// An attack on every name of one tenant, from many addresses: what other tenants and those who work in that one feel of it, and whether whoever has a
// known device still gets in (G8).
import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { deviceCookie } from '../src/edge/http/identify.ts';
import type { Vault } from '../src/core/vault.ts';
import { openHome } from './home.ts';
import { Connection } from './load/http.ts';
import { median } from './measure.ts';
import type { Options } from './options.ts';
import { emails, makeOwner, password } from './people.ts';
import { hostOf, signIn, startProduct } from './product.ts';

export interface GuessingRun {
  /** milliseconds of a list of contacts of the other tenant, without and with the attack */
  readonly quiet: { readonly p50: number; readonly p95: number };
  readonly attacked: { readonly p50: number; readonly p95: number };
  /** the same of somebody who is signed in to the tenant that is attacked */
  readonly ownQuiet: { readonly p50: number; readonly p95: number };
  readonly ownAttacked: { readonly p50: number; readonly p95: number };
  /** guesses a second that were answered, and how many of them had a password looked at */
  readonly guesses: number;
  readonly looked: number;
  /** sign-ins of somebody with a known device during the attack */
  readonly tried: number;
  readonly gotIn: number;
}

const attackers = 8;
const turns = 5;

const of = (times: readonly number[]): { p50: number; p95: number } => {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(sorted), p95: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))]! };
};

export async function measureGuessing(options: Options, say: (what: string) => void): Promise<GuessingRun> {
  const data = join(options.data, 'guessing');
  rmSync(data, { recursive: true, force: true });
  const [attacked, other] = await makeTwo(data, options, say);
  const product = await startProduct(data, options.port);
  try {
    const cookie = await signIn(other, options.port, 'owner');
    const known = new Known(attacked, options.port);
    await known.signIn('203.0.113.1');
    const ms = options.seconds * options.rounds * 1000;
    const inside = await signIn(attacked, options.port, 'owner');
    const both = async (lasts: number) => {
      const asked = [askFor(other, options.port, cookie, lasts), askFor(attacked, options.port, inside, lasts)];
      const [others, own] = await Promise.all(asked);
      return { others: others!, own: own! };
    };
    await both(ms / 4);
    const [quiet, under] = [nothing(), nothing()];
    const attack = new Attack(attacked, options.port);
    let [tried, gotIn] = [0, 0];
    // In turns, so that whatever else the machine does falls on both alike.
    for (let turn = 0; turn < turns; turn++) {
      quiet.add(await both(ms / turns));
      const attacking = attack.run();
      const comings = known.run(ms / turns);
      under.add(await both(ms / turns));
      const came = await comings;
      tried += came.tried;
      gotIn += came.gotIn;
      attack.stop();
      await attacking;
    }
    say(`p95 ${quiet.others.p95.toFixed(1)} ms quiet, ${under.others.p95.toFixed(1)} ms under attack`);
    const { answered: guesses, looked } = attack;
    const felt = { quiet: quiet.others, attacked: under.others, ownQuiet: quiet.own, ownAttacked: under.own };
    return { ...felt, guesses: guesses / (ms / 1000), looked: looked / (ms / 1000), tried, gotIn };
  } finally {
    await product.close();
  }
}

/** Times of both, gathered over the turns. */
function nothing() {
  const all = { others: [] as number[], own: [] as number[] };
  return {
    add: (more: typeof all): void => {
      all.others.push(...more.others);
      all.own.push(...more.own);
    },
    get others() {
      return of(all.others);
    },
    get own() {
      return of(all.own);
    },
  };
}

async function makeTwo(data: string, options: Options, say: (what: string) => void): Promise<[Vault, Vault]> {
  const home = await openHome(data, options.port, say);
  try {
    const vaults: Vault[] = [];
    for (const slug of ['attacked', 'other']) {
      const { id } = await home.host.tenants.create(slug, slug);
      const vault = await home.vaults.openOne(id);
      await makeOwner(home, vault);
      vaults.push(vault);
    }
    return [vaults[0]!, vaults[1]!];
  } finally {
    await home.close();
  }
}

/** One list after the other, for so long. */
async function askFor(vault: Vault, port: number, cookie: string, ms: number): Promise<number[]> {
  const connection = await Connection.open(port);
  const times: number[] = [];
  try {
    const { host } = hostOf(vault, port);
    for (const end = performance.now() + ms; performance.now() < end;) {
      const began = performance.now();
      // One network, and many addresses of it: what one of them may ask a second is not what is measured.
      const n = times.length;
      const { status } = await connection.send({
        method: 'GET',
        path: '/api/v1/contacts?limit=50',
        host,
        cookie,
        from: `203.0.${(n >> 7) & 127}.${n & 127}`,
      });
      if (status !== 200) throw new Error(`the other tenant answered ${status}`);
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    connection.close();
  }
}

const post = (vault: Vault, port: number, email: string, secret: string) =>
  ({
    method: 'POST',
    path: '/api/v1/session',
    ...hostOf(vault, port),
    body: JSON.stringify({ email, password: secret }),
  }) as const;

/** Every name, the owner's among them, each guess from another address. */
class Attack {
  answered = 0;
  looked = 0;
  readonly #vault: Vault;
  readonly #port: number;
  #stopped = false;

  constructor(vault: Vault, port: number) {
    this.#vault = vault;
    this.#port = port;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    this.#stopped = false;
    await Promise.all(Array.from({ length: attackers }, (_, n) => this.#one(n)));
  }

  async #one(n: number): Promise<void> {
    const connection = await Connection.open(this.#port);
    for (let i = 0; !this.#stopped; i++) {
      const email = i % 4 === 0 ? emails.owner : `name${i % 97}@people.example`;
      const from = `10.${n}.${(i >> 8) & 255}.${i & 255}`;
      const { status } = await connection.send({
        ...post(this.#vault, this.#port, email, 'not the password of anybody'),
        from,
      });
      this.answered += 1;
      if (status === 401) this.looked += 1;
    }
    connection.close();
  }
}

/** Somebody who signs in again and again with the browser he always had. */
class Known {
  readonly #vault: Vault;
  readonly #port: number;
  #device = '';

  constructor(vault: Vault, port: number) {
    this.#vault = vault;
    this.#port = port;
  }

  async signIn(from: string): Promise<boolean> {
    const connection = await Connection.open(this.#port);
    try {
      const asked = post(this.#vault, this.#port, emails.owner, password);
      const got = await connection.send({ ...asked, from, ...(this.#device === '' ? {} : { cookie: this.#device }) });
      const found = new RegExp(`${deviceCookie}=[^;]+`).exec(got.head);
      if (found !== null) this.#device = found[0];
      return got.status < 300;
    } finally {
      connection.close();
    }
  }

  async run(ms: number): Promise<{ tried: number; gotIn: number }> {
    let [tried, gotIn] = [0, 0];
    for (const end = performance.now() + ms; performance.now() < end;) {
      tried += 1;
      if (await this.signIn(`203.0.113.${(tried % 200) + 3}`)) gotIn += 1;
      await new Promise((go) => setTimeout(go, 250));
    }
    return { tried, gotIn };
  }
}

export function describeGuessing(r: GuessingRun, commit: string): string {
  const ms = (n: number): string => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
  return [
    `# Guessing\n\nCommit ${commit}; ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}; ${attackers} attackers that each wait for their answer, every guess from another address.\n`,
    `List of contacts of another tenant: p50 ${ms(r.quiet.p50)}, p95 ${ms(r.quiet.p95)}; under attack p50 ${ms(r.attacked.p50)}, p95 ${ms(r.attacked.p95)} (${(r.attacked.p95 / r.quiet.p95).toFixed(2)} x).`,
    `Of somebody signed in to the attacked one: p50 ${ms(r.ownQuiet.p50)}, p95 ${ms(r.ownQuiet.p95)}; under attack p50 ${ms(r.ownAttacked.p50)}, p95 ${ms(r.ownAttacked.p95)} (${(r.ownAttacked.p95 / r.ownQuiet.p95).toFixed(2)} x).`,
    `${r.guesses.toFixed(0)} guesses a second answered, ${r.looked.toFixed(1)} of them looked at.`,
    `With a known device ${r.gotIn} of ${r.tried} sign-ins got in during the attack.`,
    '',
  ].join('\n');
}
