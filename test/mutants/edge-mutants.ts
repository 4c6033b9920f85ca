// Guards of the HTTP edge, broken one at a time: which host, from where, whose page, how much, and what an answer says to browsers.
import type { Mutant } from './mutants.ts';

const requests = 'src/edge/http/request-rules.test.ts';
const server = 'src/edge/http/server.test.ts';
const transports = 'src/edge/http/transports.test.ts';
const events = 'src/edge/http/events.test.ts';
const pages = 'src/edge/http/pages.test.ts';
const wire = 'src/edge/http/network.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/edge/http/${file}`, what, find, replace, times: 1, tests };
}

const isForeign =
  "if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('wrong-origin');";

export const edgeMutants: readonly Mutant[] = [
  mutant(
    'page-token.ts',
    'a change needs no token of its page',
    'if (expected.length !== given.length || !timingSafeEqual(expected, given))',
    'if (false)',
    server,
  ),
  mutant(
    'page-token.ts',
    'the token of a page is the same for every session',
    "createHmac('sha256', sessionToken)",
    "createHmac('sha256', 'session')",
    server,
  ),
  mutant(
    'request-rules.ts',
    'a second Host is passed over',
    "if (count(rawHeaders, 'host') !== 1)",
    'if (false)',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'an absolute address in the request line is taken',
    "if (!url.startsWith('/') || url.startsWith('//'))",
    'if (false)',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a proxy may say another host',
    'if (others.some((other) => other !== hostname))',
    'if (false)',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a change comes from any origin',
    "if (count(request.rawHeaders, 'origin') !== 1 || request.headers.origin !== origin) throw new Problem('wrong-origin');",
    '',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a page of another site reads',
    `${isForeign}\n  if (count(request.rawHeaders, 'authorization') > 1) throw`,
    "if (count(request.rawHeaders, 'authorization') > 1) throw",
    requests,
  ),
  mutant(
    'request-rules.ts',
    'two keys come with one request',
    "if (count(request.rawHeaders, 'authorization') > 1) throw new Problem('bad-request', 'There must be one key.');",
    '',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a page of another site asks for tokens',
    `${isForeign}\n  if (count(request.rawHeaders, 'authorization') > 1)\n`,
    "if (count(request.rawHeaders, 'authorization') > 1)\n",
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a browser of another origin asks for tokens',
    "if (request.headers.origin !== undefined && request.headers.origin !== origin) throw new Problem('wrong-origin');",
    '',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'two secrets come with one request for tokens',
    "if (count(request.rawHeaders, 'authorization') > 1)\n",
    'if (false)\n',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'pages are framed by others',
    "request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'",
    'true',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a packed body is taken',
    "if (request.headers['content-encoding'] !== undefined)",
    'if (false)',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'a form of another page is read as JSON',
    "if (type === 'application/json' || type === 'application/json;charset=utf-8') return;",
    'return;',
    requests,
  ),
  mutant(
    'request-rules.ts',
    'of two cookies the first counts',
    'return values.length === 1 ? values[0]! : null;',
    'return values[0] ?? null;',
    requests,
  ),
  mutant('request-rules.ts', 'of two parameters the last counts', 'if (query.has(name))', 'if (false)', requests),
  mutant('request-rules.ts', 'parameters without number', 'if (query.size > manyParameters)', 'if (false)', requests),
  mutant(
    'gate.ts',
    'whoever goes past the proxy is answered',
    "if (onlyProxies && !trustedProxies.has(peer)) throw new Problem('no-such-host');",
    '',
    server,
  ),
  mutant(
    'gate.ts',
    'an address asks as often as it likes',
    "if (wait > 0) throw new Problem('too-many', undefined, { retryAfter: wait });",
    '',
    server,
  ),
  mutant(
    'gate.ts',
    'a proxy nobody named casts no doubt',
    '!trustedProxies.has(peer) && names',
    'false && names',
    wire,
  ),
  {
    // Told beforehand by the length that is announced, and counted while it is read.
    ...mutant(
      'bind.ts',
      'a body is as large as it likes',
      'if (length > action.maxBytes)',
      'if (false)',
      server,
      transports,
    ),
    also: [
      { file: 'src/edge/http/bind.ts', find: 'bodyLimit: action.maxBytes,', replace: 'bodyLimit: 1 << 30,', times: 1 },
    ],
  },
  mutant('identify.ts', 'scripts read the cookie of the session', '; HttpOnly', '', server),
  mutant('identify.ts', 'other sites send the cookie of the session along', '; SameSite=Strict', '', server),
  mutant(
    'identify.ts',
    'what is open to strangers is done by the key that came along',
    "if ('public' in action.access) return { kind: 'stranger' };\n  return { kind: 'key'",
    "return { kind: 'key'",
    'src/features/keys/keys.test.ts',
    'src/features/applications/attacks.test.ts',
  ),
  mutant(
    'streams.ts',
    'streams without number',
    'if (freeSession === undefined || freeTenant === undefined)',
    'if (false)',
    events,
  ),
  mutant('headers.ts', 'others frame what we answer', "'x-frame-options': 'DENY',", '', server, pages),
  mutant('headers.ts', 'scripts come from anywhere', `"script-src 'self'"`, `"script-src *"`, pages),
];
