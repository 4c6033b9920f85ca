// What is read from a request before anything is done with it, as tables of cases (T15, T28).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type RawRequest,
  checkContentType,
  checkNavigation,
  checkOrigin,
  checkProgram,
  readCookie,
  readHostname,
  readIfMatch,
  readQuery,
} from './request-rules.ts';

function request(method: string, headers: [string, string][], url = '/api/v1/me'): RawRequest {
  const byName: Record<string, string> = {};
  for (const [name, value] of headers) byName[name.toLowerCase()] ??= value;
  return { method, url, headers: byName, rawHeaders: headers.flat() };
}

const host: [string, string] = ['Host', 'acme.example.com'];

test('the host name is read from exactly one well-formed Host header', () => {
  const good: [string, string][] = [
    ['acme.example.com', 'acme.example.com'],
    ['ACME.Example.com:8443', 'acme.example.com'],
    ['acme.localhost:3000', 'acme.localhost'],
    ['127.0.0.1:80', '127.0.0.1'],
    ['[::1]:3000', '[::1]'],
  ];
  for (const [value, name] of good) assert.equal(readHostname(request('GET', [['Host', value]])), name);
  const bad = [
    '',
    'acme.example.com, evil',
    'a b',
    'acme.example.com:99999999',
    'user@acme',
    'acme/evil',
    'acme.example.com.',
    '-a',
    'a\u0000',
    'ä.example',
  ];
  for (const value of bad)
    assert.throws(() => readHostname(request('GET', [['Host', value]])), { code: 'bad-request' }, value);
});

test('a second Host, an absolute address and another X-Forwarded-Host are refused (T15)', () => {
  const refused: RawRequest[] = [
    request('GET', [host, ['Host', 'evil.example']]),
    request('GET', [host, ['hOST', 'acme.example.com']]),
    request('GET', []),
    request('GET', [host], 'http://evil.example/api/v1/me'),
    request('GET', [host], '//evil.example/'),
    request('OPTIONS', [host], '*'),
    request('GET', [host, ['X-Forwarded-Host', 'evil.example']]),
    request('GET', [host, ['X-Forwarded-Host', 'acme.example.com, evil.example']]),
  ];
  for (const r of refused) assert.throws(() => readHostname(r), { code: 'bad-request' }, JSON.stringify(r));
  assert.equal(readHostname(request('GET', [host, ['X-Forwarded-Host', 'acme.example.com:443']])), 'acme.example.com');
  assert.throws(() => readHostname(request('GET', [host], `/${'a'.repeat(9000)}`)), { code: 'too-large' });
});

test('a change needs the tenant’s own Origin, whatever else is sent (T28)', () => {
  const origin = 'https://acme.example.com';
  const good: [string, [string, string][]][] = [
    ['POST', [['Origin', origin]]],
    [
      'PATCH',
      [
        ['Origin', origin],
        ['Sec-Fetch-Site', 'same-origin'],
      ],
    ],
    [
      'DELETE',
      [
        ['Origin', origin],
        ['Sec-Fetch-Site', 'none'],
      ],
    ],
    ['GET', []],
    ['GET', [['Sec-Fetch-Site', 'same-origin']]],
    ['GET', [['Sec-Fetch-Site', 'none']]],
  ];
  for (const [method, headers] of good) assert.doesNotThrow(() => checkOrigin(request(method, headers), origin));
  const bad: [string, [string, string][]][] = [
    ['POST', []],
    ['POST', [['Origin', 'null']]],
    ['POST', [['Origin', 'https://evil.example']]],
    ['POST', [['Origin', 'https://beta.example.com']]],
    ['POST', [['Origin', 'https://acme.example.com.evil.example']]],
    ['POST', [['Origin', 'http://acme.example.com']]],
    ['POST', [['Origin', 'https://acme.example.com:444']]],
    ['POST', [['Origin', 'https://ACME.example.com']]],
    [
      'POST',
      [
        ['Origin', origin],
        ['Origin', origin],
      ],
    ],
    [
      'POST',
      [
        ['Origin', origin],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
    ],
    [
      'POST',
      [
        ['Origin', origin],
        ['Sec-Fetch-Site', 'same-site'],
      ],
    ],
    ['PUT', [['Referer', `${origin}/contacts`]]],
    ['GET', [['Sec-Fetch-Site', 'cross-site']]],
    ['GET', [['Sec-Fetch-Site', 'same-site']]],
  ];
  for (const [method, headers] of bad) {
    assert.throws(
      () => checkOrigin(request(method, headers), origin),
      { code: 'wrong-origin' },
      JSON.stringify(headers),
    );
  }
});

test('a program shows one key and needs no origin; one that names an origin is a page, and has to be the tenant’s own', () => {
  const origin = 'https://acme.example.com';
  const key: [string, string] = ['Authorization', 'Bearer x'];
  for (const check of [checkOrigin, checkProgram]) {
    const outcome = (...headers: [string, string][]): string => {
      try {
        check(request('POST', headers), origin);
        return 'done';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    assert.equal(outcome(key), 'done');
    assert.equal(outcome(key, ['Origin', origin]), 'done');
    assert.equal(outcome(key, key), 'bad-request', 'two readers would take different ones');
    assert.equal(outcome(key, key, ['Origin', origin]), 'bad-request');
    for (const foreign of ['null', 'https://evil.example', 'http://acme.example.com'])
      assert.equal(outcome(key, ['Origin', foreign]), 'wrong-origin', foreign);
    for (const site of ['cross-site', 'same-site']) {
      assert.equal(outcome(key, ['Sec-Fetch-Site', site]), 'wrong-origin', site);
      assert.equal(outcome(key, ['Origin', origin], ['Sec-Fetch-Site', site]), 'wrong-origin', site);
    }
  }
});

test('a page may be opened by a link elsewhere, but not framed, fetched or loaded as a part of another page', () => {
  const from = (mode: string, dest: string) =>
    request(
      'GET',
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Sec-Fetch-Mode', mode],
        ['Sec-Fetch-Dest', dest],
      ],
      '/contacts',
    );
  assert.doesNotThrow(() => checkNavigation(from('navigate', 'document')));
  for (const [mode, dest] of [
    ['navigate', 'iframe'],
    ['navigate', 'object'],
    ['no-cors', 'script'],
    ['cors', 'empty'],
    ['no-cors', 'image'],
  ]) {
    assert.throws(() => checkNavigation(from(mode!, dest!)), { code: 'wrong-origin' });
  }
});

test('a body is JSON, or bytes for an upload; forms and tricks are refused', () => {
  const body: [string, string] = ['Content-Length', '10'];
  const typed = (type: string) => request('POST', [body, ['Content-Type', type]]);
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']) {
    assert.doesNotThrow(() => checkContentType(typed(type), 'json'));
  }
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'text/plain; application/json',
    'application/octet-stream',
    '',
  ]) {
    assert.throws(() => checkContentType(typed(type), 'json'), { code: 'unsupported-type' }, type);
  }
  assert.throws(() => checkContentType(request('POST', [['Transfer-Encoding', 'chunked']]), 'json'), {
    code: 'unsupported-type',
  });
  assert.throws(
    () =>
      checkContentType(
        request('POST', [body, ['Content-Type', 'application/json'], ['Content-Encoding', 'gzip']]),
        'json',
      ),
    { code: 'unsupported-type' },
  );
  assert.doesNotThrow(() => checkContentType(request('POST', [['Content-Length', '0']]), 'json'));
  assert.doesNotThrow(() => checkContentType(typed('application/octet-stream'), 'upload'));
  assert.throws(() => checkContentType(typed('application/json'), 'upload'), { code: 'unsupported-type' });
});

test('If-Match is one version in quotes, or refused', () => {
  assert.equal(readIfMatch(undefined), null);
  assert.equal(readIfMatch('"7"'), 7);
  assert.equal(readIfMatch('W/"7"'), 7);
  for (const header of ['7', '"x"', '"1", "2"', '"99999999999"', ''])
    assert.throws(() => readIfMatch(header), { code: 'bad-request' });
});

test('a cookie sent twice counts as not sent', () => {
  assert.equal(readCookie('a=1; __Host-strongroom=abc; b=2', '__Host-strongroom'), 'abc');
  assert.equal(readCookie('__Host-strongroom=abc; __Host-strongroom=evil', '__Host-strongroom'), null);
  assert.equal(readCookie('x__Host-strongroom=evil', '__Host-strongroom'), null);
  assert.equal(readCookie('__Host-strongroom-device=d', '__Host-strongroom'), null);
  assert.equal(readCookie(undefined, '__Host-strongroom'), null);
});

test('a query parameter sent twice is refused, and names that live on prototypes are only names', () => {
  assert.deepEqual(
    [...readQuery('/x?a=1&b=%7B%22and%22%3A%5B%5D%7D')],
    [
      ['a', '1'],
      ['b', '{"and":[]}'],
    ],
  );
  assert.throws(() => readQuery('/x?a=1&a=2'), { code: 'bad-request' });
  assert.deepEqual([...readQuery('/x?__proto__=1&constructor=2').keys()], ['__proto__', 'constructor']);
  assert.throws(() => readQuery(`/x?${Array.from({ length: 50 }, (_, i) => `p${i}=1`).join('&')}`), {
    code: 'bad-request',
  });
});
