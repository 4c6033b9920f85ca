// An attack on every name of one tenant, from many addresses: what other tenants and those who work in that one feel of it, and whether whoever has a
// known device still gets in (G8).
import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { deviceCookie } from '../src/edge/http/identify.ts';
import type { Vault } from '../src/core/vault.ts';
import { openHome } from './home.ts';
import { fill } from './fill.ts';
import { Connection, type Got } from './load/http.ts';
import { median } from './measure.ts';
import { childrenWith, peakMB, residentMB } from './proc.ts';
import type { Options } from './options.ts';
import { emails, password, type Who } from './people.ts';
import { hostOf, signIn, startProduct } from './product.ts';

interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
}

/** Of one thing without and with the attack, milliseconds. */
interface Felt {
  readonly quiet: Times;
  readonly attacked: Times;
}

export interface GuessingRun {
  /** a list of contacts of the other tenant, and of somebody who is signed in to the one that is attacked */
  readonly others: Felt;
  readonly own: Felt;
  /** signing in to the other tenant from a browser nobody knows, and to the attacked one with a known device */
  readonly newcomers: Felt & { readonly gotIn: number };
  readonly known: Felt & { readonly gotIn: number };
  readonly guesses: Guesses;
  /** MB: the most the processes of hashes held, what they hold a moment after the attack, and the most of the web process */
  readonly memory: { readonly hashes: number; readonly after: number; readonly web: number };
}

interface Guesses {
  /** a second */
  readonly sent: number;
  readonly answered: number;
  readonly looked: number;
  /** of one account, in the whole run */
  readonly most: number;
  readonly minutes: number;
}

/** Guesses that come in a second, whatever becomes of those before. */
const perSecond = 100;
const mostConnections = 500;
const turns = 5;
const contacts = 2000;
/** Between two sign-ins of one kind. */
const signInEveryMs = 1000;

const of = (times: readonly number[]): Times => {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    p50: median(sorted),
    p95: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))]!,
    n: times.length,
  };
};

/** What is gathered over all turns of one kind. */
interface Gathered {
  readonly others: number[];
  readonly own: number[];
  readonly newcomers: number[];
  readonly known: number[];
  /** sign-ins that were let in */
  readonly count: { readonly newcomers: { in: number }; readonly known: { in: number } };
}

const nothing = (): Gathered => ({
  others: [],
  own: [],
  newcomers: [],
  known: [],
  count: { newcomers: { in: 0 }, known: { in: 0 } },
});

export async function measureGuessing(options: Options, say: (what: string) => void): Promise<GuessingRun> {
  const data = join(options.data, 'guessing');
  rmSync(data, { recursive: true, force: true });
  const [attacked, other] = await makeTwo(data, options, say);
  const product = await startProduct(data, options.port);
  try {
    const people = [new SignIns(attacked, options.port, 'owner', 3), new SignIns(attacked, options.port, 'narrow', 4)];
    for (const person of people) await person.keepBrowser();
    const newcomer = new SignIns(other, options.port, 'owner', 5);
    const cookies = {
      own: await signIn(attacked, options.port, 'owner'),
      others: await signIn(other, options.port, 'owner'),
    };
    const ms = options.seconds * options.rounds * 1000;
    const work = async (into: Gathered, lasts: number): Promise<void> => {
      await Promise.all([
        askFor(other, options.port, cookies.others, lasts, into.others),
        askFor(attacked, options.port, cookies.own, lasts, into.own),
        newcomer.run(lasts, into.newcomers, into.count.newcomers),
        ...people.map((person) => person.run(lasts, into.known, into.count.known)),
      ]);
    };
    await work(nothing(), ms / 10);
    const [quiet, under] = [nothing(), nothing()];
    const attack = new Attack(attacked, options.port);
    // In turns, so that whatever else the machine does falls on both alike.
    for (let turn = 0; turn < turns; turn++) {
      await work(quiet, ms / turns);
      attack.start();
      await work(under, ms / turns);
      await attack.stop();
      say(
        `turn ${turn + 1}: p95 ${of(quiet.others).p95.toFixed(1)} ms quiet, ${of(under.others).p95.toFixed(1)} ms under attack`,
      );
    }
    const felt = (name: Exclude<keyof Gathered, 'count'>): Felt => ({
      quiet: of(quiet[name]),
      attacked: of(under[name]),
    });
    return {
      others: felt('others'),
      own: felt('own'),
      newcomers: { ...felt('newcomers'), gotIn: under.count.newcomers.in / under.newcomers.length },
      known: { ...felt('known'), gotIn: under.count.known.in / under.known.length },
      guesses: attack.tell(ms),
      memory: memoryOf(product.pid),
    };
  } finally {
    await product.close();
  }
}

function memoryOf(pid: number): GuessingRun['memory'] {
  const hashes = childrenWith(pid, 'hash-process');
  if (hashes.length === 0) throw new Error('no process makes hashes');
  const all = (held: (child: number) => number): number => hashes.reduce((sum, child) => sum + held(child), 0);
  return { hashes: all(peakMB), after: all(residentMB), web: peakMB(pid) };
}

async function makeTwo(data: string, options: Options, say: (what: string) => void): Promise<[Vault, Vault]> {
  const home = await openHome(data, options.port, say);
  try {
    const vaults: Vault[] = [];
    for (const slug of ['attacked', 'other']) {
      const { id } = await home.host.tenants.create(slug, slug);
      const vault = await home.vaults.openOne(id);
      await fill(home, vault, contacts, say);
      vaults.push(vault);
    }
    return [vaults[0]!, vaults[1]!];
  } finally {
    await home.close();
  }
}

/** One list after the other, for so long. */
async function askFor(vault: Vault, port: number, cookie: string, ms: number, times: number[]): Promise<void> {
  const connection = await Connection.open(port);
  try {
    const { host } = hostOf(vault, port);
    for (const end = performance.now() + ms; performance.now() < end;) {
      const began = performance.now();
      // One network, and many addresses of it: what one of them may ask a second is not what is measured.
      const n = times.length;
      const from = `203.0.${(n >> 7) & 127}.${n & 127}`;
      const { status } = await connection.send({
        method: 'GET',
        path: '/api/v1/contacts?limit=50',
        host,
        cookie,
        from,
      });
      if (status !== 200) throw new Error(`${vault.slug} answered ${status}`);
      times.push(performance.now() - began);
    }
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

/** Every name, those of two people among them, each guess from another address and without waiting for the others. */
class Attack {
  readonly #vault: Vault;
  readonly #port: number;
  readonly #idle: Connection[] = [];
  readonly #lookedAt = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #began = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #open = 0;
  #sent = 0;
  #answered = 0;
  #looked = 0;

  constructor(vault: Vault, port: number) {
    this.#vault = vault;
    this.#port = port;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const guess = this.#guess(this.#sent++).finally(() => this.#underWay.delete(guess));
      this.#underWay.add(guess);
    }, 1000 / perSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    // The server ends those nobody uses for a minute, perhaps just when one is used again.
    for (const connection of this.#idle.splice(0)) connection.close();
    this.#open = 0;
  }

  tell(ms: number): Guesses {
    const [sent, answered, looked] = [this.#sent, this.#answered, this.#looked].map((n) => n / (ms / 1000));
    const minutes = (performance.now() - this.#began) / 60_000;
    return {
      sent: sent!,
      answered: answered!,
      looked: looked!,
      most: Math.max(0, ...this.#lookedAt.values()),
      minutes,
    };
  }

  async #guess(n: number): Promise<void> {
    const connection = this.#idle.pop() ?? (this.#open < mostConnections ? await this.#connect() : undefined);
    if (connection === undefined) return;
    const email = n % 4 < 2 ? emails[n % 2 === 0 ? 'owner' : 'narrow'] : `name${n % 97}@people.example`;
    const from = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    const asked = post(this.#vault, this.#port, email, 'not the password of anybody');
    const { status } = await connection.send({ ...asked, from });
    this.#idle.push(connection);
    this.#answered += 1;
    if (status !== 401) return;
    this.#looked += 1;
    this.#lookedAt.set(email, (this.#lookedAt.get(email) ?? 0) + 1);
  }

  #connect(): Promise<Connection> {
    this.#open += 1;
    return Connection.open(this.#port);
  }
}

/** Somebody who signs in again and again: with the browser he always had, or each time with one nobody knows. */
class SignIns {
  #tried = 0;
  readonly #vault: Vault;
  readonly #port: number;
  readonly #who: Who;
  readonly #net: number;
  #keeps = false;
  #device = '';

  constructor(vault: Vault, port: number, who: Who, net: number) {
    this.#vault = vault;
    this.#port = port;
    this.#who = who;
    this.#net = net;
  }

  /** From now on it is one browser, which is known, and gets a new token with each sign-in. */
  async keepBrowser(): Promise<void> {
    this.#keeps = true;
    const { status } = await this.#signIn();
    if (this.#device === '') throw new Error(`signing in gave no device: ${status}`);
  }

  async #signIn(): Promise<Got> {
    const connection = await Connection.open(this.#port);
    try {
      const asked = post(this.#vault, this.#port, emails[this.#who], password);
      const n = (this.#tried += 1);
      const from = `198.51.${this.#net * 16 + ((n >> 8) & 15)}.${n & 255}`;
      const got = await connection.send({ ...asked, from, ...(this.#device === '' ? {} : { cookie: this.#device }) });
      const device = new RegExp(`${deviceCookie}=[^;]+`).exec(got.head);
      if (this.#keeps && device !== null) this.#device = device[0];
      return got;
    } finally {
      connection.close();
    }
  }

  async run(ms: number, times: number[], count: { in: number }): Promise<void> {
    for (const end = performance.now() + ms; performance.now() < end;) {
      const began = performance.now();
      if ((await this.#signIn()).status < 300) count.in += 1;
      const took = performance.now() - began;
      times.push(took);
      await new Promise((go) => setTimeout(go, Math.max(0, signInEveryMs - took)));
    }
  }
}

export function describeGuessing(r: GuessingRun, commit: string): string {
  const ms = (n: number): string => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
  const row = (what: string, { quiet, attacked }: Felt): string =>
    `| ${what} | ${ms(quiet.p50)} / ${ms(quiet.p95)} | ${ms(attacked.p50)} / ${ms(attacked.p95)} | ${(attacked.p95 / quiet.p95).toFixed(2)} x | ${quiet.n} / ${attacked.n} |`;
  const { sent, answered, looked, most, minutes } = r.guesses;
  return [
    `# Guessing\n\nCommit ${commit}; ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}. ${perSecond} guesses a second at one tenant, each from another address and none waiting for another; ${turns} turns without and with the attack. Each tenant has ${contacts} contacts.\n`,
    '| p50 / p95 | without | under attack | p95 | measured |\n|---|---|---|---|---|',
    row('list of contacts of another tenant', r.others),
    row('of somebody signed in to the attacked one', r.own),
    row('signing in to another tenant, browser unknown', r.newcomers),
    row('signing in to the attacked one, browser known', r.known),
    '',
    `${sent.toFixed(0)} guesses a second came, ${answered.toFixed(0)} were answered, ${looked.toFixed(2)} looked at; of one account ${most} in ${minutes.toFixed(1)} minutes.`,
    `Got in under attack: with a known device ${(r.known.gotIn * 100).toFixed(1)} %, to the other tenant with an unknown one ${(r.newcomers.gotIn * 100).toFixed(1)} %.`,
    `The processes of hashes held ${r.memory.hashes.toFixed(0)} MB at most and ${r.memory.after.toFixed(0)} MB a moment after the attack; the web process ${r.memory.web.toFixed(0)} MB at most.`,
    '',
  ].join('\n');
}
