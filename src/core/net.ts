// The only way out of this process: a name is resolved once, private addresses are refused unless the operator named them, and the connection is pinned.
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { request as httpsRequest } from 'node:https';
import { request as httpRequest } from 'node:http';
import { BlockList, type Socket, connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Who says where to: what tenants name may lead to the open network alone, what the operator names to its own machines too. */
export type Trust = 'tenant' | 'operator';

export interface Reached {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Why nothing was sent; fit to be shown to who named the place, and without what the place answered. */
export class NetRefusal extends Error {
  override name = 'NetRefusal';
}

const closed = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(network, bits, 'ipv4');

const openSix = new BlockList();
openSix.addSubnet('2000::', 3, 'ipv6');
/** Inside it: documentation, 6to4 and Teredo, which carry IPv4 addresses nobody has looked at. */
const closedSix = new BlockList();
for (const [network, bits] of [
  ['2001:db8::', 32],
  ['2001::', 23],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closedSix.addSubnet(network, bits, 'ipv6');

/** True for addresses of the open network; everything else is somebody's own machine or means nothing. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && openSix.check(address, 'ipv6') && !closedSix.check(address, 'ipv6');
}

/** One address for the name; for tenants every address it has must be public, so that no second look-up finds another. */
export async function resolveOutside(host: string, trust: Trust): Promise<Reached> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const found = await lookup(bare, { all: true }).catch(() => []);
  const first = found[0];
  if (first === undefined) throw new NetRefusal(`There is no machine of the name ${bare}.`);
  if (trust === 'tenant' && found.some(({ address }) => !isPublicAddress(address)))
    throw new NetRefusal(`${bare} is an address of a private network; only the open network can be reached from here.`);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

const patienceMs = 10_000;

/** Sends one body and answers the status; the answer's body is not read, redirects are not followed. Tenants have to use https. */
export async function post(
  url: URL,
  body: string,
  options: { readonly trust: Trust; readonly type: string; readonly authorization?: string },
): Promise<number> {
  if (url.protocol !== 'https:' && (options.trust === 'tenant' || url.protocol !== 'http:'))
    throw new NetRefusal('Only https is spoken.');
  const { address, family } = await resolveOutside(url.hostname, options.trust);
  const headers = {
    'content-type': options.type,
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Strongroom',
    ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
  };
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = ask(
      url,
      {
        method: 'POST',
        headers,
        agent: false,
        signal: AbortSignal.timeout(patienceMs),
        // Pinned: the name was looked up once, and what was checked is what is connected to.
        lookup: (_name, _options, done) => done(null, [{ address, family }] as never, family),
      },
      (response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** An open connection to one machine, looked up once and pinned; whoever asked for it closes it. */
export async function openLine(target: LineTarget, trust: Trust): Promise<Socket> {
  return await openSocket(target, await resolveOutside(target.host, trust));
}

export interface LineTarget {
  readonly how: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
}

/** So long everything sent has to be on its way before the end is said: an end that comes from the other side first means that it has not read it. */
const settleMs = 150;

/**
 * Sends frames over one connection. Resolves once all were sent off (udp), or once the other side has read them (tcp, tls): it ends the
 * connection when it comes to our end, which is said only after everything else is under way. Ends it before, or resets it, and nothing counts.
 */
export async function sendFrames(target: LineTarget, frames: readonly string[], trust: Trust): Promise<void> {
  const reached = await resolveOutside(target.host, trust);
  if (target.how === 'udp') return sendDatagrams(target, reached, frames);
  const socket = await openSocket(target, reached);
  try {
    await new Promise<void>((resolve, reject) => {
      let said = false;
      socket.setTimeout(patienceMs, () => reject(new NetRefusal('The other side does not answer.')));
      socket.once('error', reject);
      socket.once('end', () => {
        if (!said) reject(new NetRefusal('The other side ended the connection before it had everything.'));
      });
      socket.once('close', () => (said ? resolve() : reject(new NetRefusal('The connection broke.'))));
      socket.resume();
      socket.write(frames.join(''), () => {
        setTimeout(() => {
          said = !socket.destroyed;
          socket.end();
        }, settleMs);
      });
    });
  } finally {
    socket.destroy();
  }
}

function openSocket({ how, host, port }: LineTarget, { address }: Reached): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      how === 'tls'
        ? connectTls({ host: address, port, minVersion: 'TLSv1.2', ...(isIP(host) === 0 ? { servername: host } : {}) })
        : connect({ host: address, port });
    const timer = setTimeout(() => socket.destroy(new NetRefusal('The other side does not answer.')), patienceMs);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once(how === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

async function sendDatagrams(
  { port }: LineTarget,
  { address, family }: Reached,
  frames: readonly string[],
): Promise<void> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    for (const frame of frames) {
      await new Promise<void>((resolve, reject) => {
        socket.send(frame, port, address, (error) => (error === null ? resolve() : reject(error)));
      });
    }
  } finally {
    socket.close();
  }
}
