// Every message the product sends is read here: none holds or asks for a password, and none can be turned into something else by what stands in it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { oneLine, plainAddress } from './address.ts';
import { type LetterKind, type LetterValues, letterKinds, writeLetter } from './letters.ts';

const company = { name: 'Acme Oy', origin: 'https://acme.crm.example' };
const link = { by: 'Olli', name: 'Maija', url: 'https://acme.crm.example/link#token', until: '7 December 2026' };

const samples: LetterValues = {
  test: { by: 'Olli' },
  invitation: link,
  'new-start': link,
  security: {
    name: 'Maija',
    what: 'A passkey was added',
    at: 'today',
    from: '192.0.2.1',
    url: `${company.origin}/account`,
  },
  'ledger-heads': { vault: 'ab'.repeat(16), lines: ['{"size":1}', '{"size":2}'] },
};

const whole = (kind: LetterKind, values: LetterValues = samples, who = company): string => {
  const { subject, text, html } = writeLetter(kind, values[kind], who);
  return `${subject}\n${text}\n${html}`;
};

/** In the languages people here may read. */
const passwords =
  /pass ?word|pass-?phrase|pass ?code|\bpin\b|salasana|tunnussana|kodeord|adgangskode|passord|l(ö|o)senord|mot de passe|passwort|kennwort|wachtwoord|contrase|senha|has(ł|l)o|heslo|пароль/i;

describe('templates of mail', () => {
  test('there is a sample of every kind', () => {
    assert.deepEqual(Object.keys(samples).sort(), [...letterKinds].sort());
  });

  test('none contains or asks for a password', () => {
    assert.match('Your PassWord please', passwords);
    for (const kind of letterKinds) {
      assert.doesNotMatch(whole(kind), passwords, kind);
      assert.doesNotMatch(whole(kind), /reply|answer this (mail|message)|<(form|input|img|script|style|iframe)/i, kind);
      assert.match(whole(kind), /Nobody who writes or calls in its name will ever ask you/, kind);
    }
  });

  test('links lead to the own address of the company and nowhere else, and are written out', () => {
    for (const kind of letterKinds) {
      const { html, text } = writeLetter(kind, samples[kind], company);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map((m) => m[1]!);
      for (const url of links) {
        assert.equal(new URL(url).origin, company.origin, kind);
        assert.ok(text.includes(url), kind);
      }
    }
  });

  test('what stands in them is text: no heading, no element, no second subject', () => {
    const evil = '<b onload=x>"\'&\r\nBcc: all@evil.example\r\n\r\n\u2028<script>';
    for (const kind of letterKinds) {
      const values = Object.fromEntries(
        Object.entries(samples[kind]).map(([key, value]) => [key, Array.isArray(value) ? [evil] : evil]),
      );
      const { subject, html } = writeLetter(kind, values as never, { name: evil, origin: company.origin });
      assert.doesNotMatch(subject, /[\r\n\u2028]/, kind);
      assert.doesNotMatch(html, /<(b|script)[ >]/, kind);
      assert.doesNotMatch(html, /href="[^"]*[<>]/, kind);
    }
  });
});

describe('addresses of mail', () => {
  test('one plain address is taken, with its domain in ASCII', () => {
    for (const [given, expected] of [
      ['maija@example.com', 'maija@example.com'],
      ["o'brien+crm@mail.example.co.uk", "o'brien+crm@mail.example.co.uk"],
      ['Maija@EXAMPLE.com', 'Maija@example.com'],
      ['info@pörssi.fi', 'info@xn--prssi-jua.fi'],
    ] as const)
      assert.equal(plainAddress(given), expected, given);
  });

  test('anything that is not exactly one plain address is refused', () => {
    const local = 'a'.repeat(65);
    for (const text of [
      '',
      '@',
      'a@',
      '@b.example',
      'a@b',
      'a b@c.example',
      'a@b.example,c@d.example',
      'a@b.example;c@d.example',
      'a@b.example c@d.example',
      'a@b.example\r\nBcc: c@d.example',
      'a@b.example\nRCPT TO:<c@d.example>',
      'a@b.example\0',
      '\ra@b.example',
      'a\r\n@b.example',
      '<a@b.example>',
      'A <a@b.example>',
      '"a b"@c.example',
      '"a@x.example"@b.example',
      'a@b.example(comment)',
      'a@[127.0.0.1]',
      'a@127.0.0.1',
      'a@-b.example',
      'a@b-.example',
      'a@b..example',
      '.a@b.example',
      'a.@b.example',
      'a..b@c.example',
      'a@b.example>',
      'a@b.exam%0aple',
      'a@b.example\u2028',
      'a@b.exa\u00admple',
      'a＠b.example',
      'ä@b.example',
      `${local}@b.example`,
      `a@${'b.'.repeat(130)}example`,
    ])
      assert.equal(plainAddress(text), undefined, JSON.stringify(text));
  });

  test('a heading is one line', () => {
    assert.equal(oneLine(' a\r\nBcc: b\u0000\u2029c ', 80), 'a Bcc: b c');
  });
});
