// Hands one message to a mail server: over a connection core/net opened, encrypted as was said, to exactly one address that was looked at first.
import { createTransport } from 'nodemailer';
import { NetRefusal, openLine } from '../net.ts';
import { oneLine, plainAddress } from './address.ts';
import type { WrittenLetter } from './letters.ts';
import { isOwnServer } from './switch.ts';

export const mailSecurities = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly username: string | null;
  readonly password: string | null;
  /** certificates in PEM, trusted instead of the usual ones */
  readonly authority: string | null;
  readonly sender: string;
  readonly senderName: string;
}

export interface Envelope {
  readonly to: string;
  /** the same at every try, so that a message that arrives twice is recognised */
  readonly messageId: string;
  readonly at: Date;
}

/** The message was not taken. `answer`: fit to be shown to who set the server up. */
export class NotTaken extends Error {
  override name = 'NotTaken';
  readonly answer: string;
  /** trying again would end the same way */
  readonly forGood: boolean;

  constructor(answer: string, forGood: boolean) {
    super(answer);
    this.answer = answer;
    this.forGood = forGood;
  }
}

const patienceMs = 20_000;

/** Answers what the server said when it took the message; throws NotTaken. */
export async function handOver(
  server: MailServer,
  letter: WrittenLetter,
  { to, messageId, at }: Envelope,
): Promise<string> {
  const address = plainAddress(to);
  const from = plainAddress(server.sender);
  if (address === undefined) throw new NotTaken('This is not one plain address.', true);
  if (from === undefined) throw new NotTaken('The address of the sender is not one plain address.', false);
  const own = isOwnServer(server.host, server.port);
  if (server.security === 'none' && !own)
    throw new NotTaken('Without TLS only servers are used that whoever runs this installation has named.', false);
  const transport = createTransport({
    ...connectionTo(server, own),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({
      envelope: { from, to: [address] },
      from: { name: oneLine(server.senderName, 120), address: from },
      to: { name: '', address },
      subject: oneLine(letter.subject, 200),
      text: letter.text,
      html: letter.html,
      messageId,
      date: at,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.timeout(3 * patienceMs),
    });
    return oneLine(sent.response, 500);
  } catch (error) {
    throw notTaken(error);
  } finally {
    transport.close();
  }
}

function connectionTo(server: MailServer, own: boolean) {
  const { host, port, security, username, password, authority } = server;
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // Never a look-up or a connection of the library's own.
    getSocket: (_options: unknown, done: (error: Error | null, given?: object) => void) =>
      void connect(server, own, done),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    tls: {
      minVersion: 'TLSv1.2' as const,
      rejectUnauthorized: true,
      ...(authority === null ? {} : { ca: [authority] }),
    },
    ...(username === null || password === null ? {} : { auth: { user: username, pass: password }, forceAuth: true }),
  };
}

async function connect(
  { host, port }: MailServer,
  own: boolean,
  done: (error: Error | null, given?: object) => void,
): Promise<void> {
  let connection: object;
  try {
    connection = await openLine({ how: 'tcp', host, port }, own ? 'operator' : 'tenant');
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done(null, { connection });
}

/** Refused for this recipient or this message: for good. Anything about the way there, or who we are, may be put right meanwhile. */
function notTaken(error: unknown): NotTaken {
  if (error instanceof NetRefusal) return new NotTaken(error.message, false);
  const { code, response, responseCode, message } = error as {
    code?: string;
    response?: string;
    responseCode?: number;
    message?: string;
  };
  const forGood = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
  const said = oneLine(response ?? message ?? code ?? 'It could not be reached.', 500);
  return new NotTaken(code === 'ETLS' ? `TLS did not begin: ${said}` : said, forGood);
}
