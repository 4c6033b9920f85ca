// Texts of the security policy as blocks: what people write, and what somebody hostile would.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { blocksOf, safeHref } from './markdown.ts';

const said = (text: string): string[] =>
  blocksOf(text).map(
    ({ kind, level, number, spans }) =>
      `${kind} ${level}${number === null ? '' : ` ${number}.`} ${spans
        .map(
          (s) =>
            `${s.strong ? '*' : ''}${s.em ? '_' : ''}${s.code ? '`' : ''}${s.text}${s.href === null ? '' : `(${s.href})`}`,
        )
        .join('|')}`,
  );

describe('a text in Markdown', () => {
  test('is headings, paragraphs, lists in lists, quotes, code and lines', () => {
    const text = [
      '# One *two*',
      '',
      'Plain **strong _both_** `code` [here](https://acme.example/x)',
      'goes on',
      '',
      '3. three',
      '4. four',
      '   - under',
      '',
      '> said',
      '',
      '```',
      'a < b',
      '```',
      '',
      '---',
    ].join('\n');
    assert.deepEqual(said(text), [
      'heading 1 One |_two',
      'text 0 Plain |*strong |*_both| |`code| |here(https://acme.example/x)|\ngoes on',
      'item 0 3. three',
      'item 0 4. four',
      'item 1 under',
      'quote 0 said',
      'code 0 a < b',
      'line 0 ',
    ]);
  });

  test('holds no markup of its own: HTML and pictures are what was typed, and only plain addresses are followed', () => {
    const blocks = blocksOf(
      '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](data:text/html,x) ![c](https://evil.example/c.png) [d](//evil.example) [e](mailto:a@b.example)',
    );
    const spans = blocks.flatMap((b) => b.spans);
    assert.deepEqual(
      spans.filter((s) => s.href !== null).map((s) => [s.text, s.href]),
      [['e', 'mailto:a@b.example']],
    );
    assert.ok(spans.some((s) => s.text.includes('<script>')));
    assert.ok(spans.some((s) => s.text.includes('<img src=x')));
    assert.ok(!JSON.stringify(blocks).includes('evil.example'));
    for (const href of [
      'javascript:1',
      ' javascript:1',
      'JaVaScRiPt:1',
      'vbscript:x',
      'data:x',
      'file:///etc/passwd',
      '/account',
      '',
    ])
      assert.equal(safeHref(href), null, href);
  });

  test('whatever is typed gives blocks of the declared shape, and quickly', () => {
    const bits = [
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '#',
      '-',
      '|',
      '\\',
      '\n',
      '&',
      '!',
      'a',
      ' ',
      '1.',
      '~',
      ':',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 400 }), (parts) => {
        for (const { kind, level, spans } of blocksOf(parts.join(''))) {
          assert.ok(['heading', 'text', 'item', 'quote', 'code', 'line'].includes(kind));
          assert.ok(Number.isInteger(level) && level >= 0 && level <= 5);
          for (const span of spans) assert.equal(typeof span.text, 'string');
        }
      }),
      { numRuns: 500 },
    );
    for (const bit of ['*', '[', '`', '- ', '**a', '<a ', '|a', '~~', '![', '&#'])
      blocksOf(bit.repeat(Math.floor(4_000 / bit.length)));
    for (const text of ['> '.repeat(1_900), 'a'.repeat(4_001), `fine\n\n${'a\n'.repeat(2_001)}`])
      assert.throws(() => blocksOf(text), { code: 'invalid-input' }, text.slice(0, 20));
    assert.equal(blocksOf(`${'a'.repeat(4_000)}\n \n`.repeat(7)).length, 7);
  });
});
