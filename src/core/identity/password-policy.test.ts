// Which passwords are taken and which are refused, with the reason and what would fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everydayWords, everydayWordsOf } from '../../contract/everyday-words.ts';
import { canonical } from '../../contract/look-alikes.ts';
import {
  type PasswordAsked,
  leastOf,
  passwordBounds,
  passwordDeviations,
  usualPasswords,
} from '../../contract/password-policy.ts';
import { contextWords, ownCharacters } from '../../contract/password-rules.ts';
import { commonPasswords, dictionaries, knownPasswords } from './known-passwords.ts';
import { passwordBytes, weakness } from './password-policy.ts';

const anna = {
  tenantName: 'Acme Widgets Oy',
  tenantSlug: 'acme',
  personName: 'Anna Virtanen',
  email: 'anna.virtanen@acmewidgets.fi',
};

async function codeOf(
  password: string,
  least: number = passwordBounds.least,
  more: Partial<PasswordAsked> = {},
): Promise<string> {
  return (await weakness(password, anna, { ...usualPasswords, ...more, least }))?.code ?? 'good';
}

test('good passwords are taken: phrases, random ones, other scripts, long ones', async () => {
  const good = [
    'correct horse battery staple',
    'kolme punaista hevosta lentää',
    'savannah gazelle sings low',
    'vD9#kq2!Lm7@xZ4p',
    'мой дядя самых честных правил',
    '夏草や兵どもが夢の跡と彼は言った',
    'purple-otter-canyon-drizzle',
    'x'.repeat(1) + 'k3Jd9fLq8Zm2Xw7Rt5Vb'.repeat(4).slice(0, 63),
  ];
  for (const password of good) assert.equal(await codeOf(password), 'good', password);
});

test('what is too short says how long it is and what would fit', async () => {
  const reason = await weakness('Kf8!xo2#Lm', anna);
  assert.equal(reason?.code, 'too-short');
  assert.equal(reason?.field, 'password');
  assert.match(reason?.reason ?? '', /10 characters/);
  assert.match(reason?.fits ?? '', /At least 15 characters/);
  assert.equal(await codeOf('Kf8!xo2#Lm', 8), 'good', 'a lower bound may be set');
  assert.equal(await codeOf('Kf8!xo', 3), 'too-short', 'but not below the floor of 8');
});

test('what is asked for lies between the bounds nobody leaves, whatever is set', () => {
  const { floor, ceiling, leastWithFactor } = passwordBounds;
  assert.deepEqual(
    [3, 8, 20, 65].map((least) => leastOf({ least }, false, 15)),
    [floor, 8, 20, ceiling],
  );
  assert.deepEqual([leastOf({ least: null }, true, 15), leastOf({ least: null }, false, 15)], [leastWithFactor, 15]);
  assert.equal(leastOf({ least: null }, true, 4), floor);
});

test('length counts characters, not bytes or code units', async () => {
  assert.equal(await codeOf('😀🐎🔋📎🌵🚲🎻'), 'too-short', '7 emoji are 14 code units and 28 bytes');
});

test('passwords from leaks are refused, in any disguise', async () => {
  const common = [
    'password',
    'P4ssw0rd',
    'p@$$w0rd',
    'PASSWORD',
    'Pässwörd',
    'trustno1',
    'iloveyou',
    'football',
    'sunshine',
    'salasana',
    'Salasana1',
    'kodeord123',
    'motdepasse',
    'Passwort!',
    'Password1!',
    'password2024',
    'P4ssw0rd!!!!',
    '!!!password!!!',
    'passwordpassword',
    'dragondragondragon',
  ];
  for (const password of common) assert.equal(await codeOf(password, 8), 'common', password);
  for (const password of ['password12345678', 'P4ssw0rd11111111', 'passwordpassword']) {
    assert.equal(await codeOf(password), 'common', password);
  }
});

test('entries of the list with fifteen characters and more are refused at the usual bound', async () => {
  for (const password of ['unbelievable123', 'mychemicalromance', 'thisismypassword', 'Th1s1smyp4ssw0rd']) {
    assert.equal(await codeOf(password), 'common', password);
  }
});

test('repetitions and runs are refused', async () => {
  for (const password of [
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'abcdefghijklmnop',
    'qwertyuiopasdfgh',
    '12345678901234567',
    'aaaabbbbccccdddd',
    '1qaz2wsx3edc4rfv',
    '!!!!!!!!!!!!!!!!!!!!',
  ]) {
    const code = await codeOf(password);
    assert.ok(code === 'too-simple' || code === 'common', `${password}: ${code}`);
  }
  assert.equal(await codeOf('zzzzyyyyzzzzyyyy'), 'too-simple');
});

test('passwords made of one’s own name, address, company or the product are refused', async () => {
  for (const password of [
    'Anna.Virtanen.1985',
    'AcmeWidgets2026!',
    '4nn4-v1rt4n3n-4cm3',
    'Strongroom-Acme-12',
    'strongroomstrongroom!1',
    'acmewidgets.fi2025',
  ]) {
    assert.equal(await codeOf(password), 'about-you', password);
  }
  assert.equal(await codeOf('Anna likes frozen blueberries'), 'good', 'enough is left beside the name');
});

test('context words keep their longest first and drop what is too short to mean anything', () => {
  const words = contextWords(anna);
  assert.ok(words.includes(canonical('strongroom')) && words.includes(canonical('acmewidgets')));
  assert.ok(!words.includes('oy') && !words.includes('fi'));
  assert.deepEqual(
    words,
    [...words].sort((a, b) => b.length - a.length),
  );
});

test('nothing is cut: passwords that differ in the last byte of 256 or 1000 hash other bytes', () => {
  for (const length of [72, 73, 256, 1000]) {
    const base = 'correct horse battery staple '.repeat(40).slice(0, length - 1);
    assert.notDeepEqual(passwordBytes(`${base}a`), passwordBytes(`${base}b`));
    assert.equal(passwordBytes(`${base}a`)?.length, length);
  }
});

test('256 bytes and 1024 characters are taken, one more is refused and says so', async () => {
  const phrase = Array.from({ length: 300 }, (_, i) => `w${i * 7919}`).join(' ');
  assert.equal(await codeOf(phrase.slice(0, 256)), 'good');
  assert.equal(await codeOf(phrase.slice(0, passwordBounds.most)), 'good');
  const reason = await weakness(phrase.slice(0, passwordBounds.most + 1), anna);
  assert.equal(reason?.code, 'too-long');
  assert.match(reason?.fits ?? '', /1024/);
});

test('the same password typed composed, decomposed or full-width is the same bytes', () => {
  assert.deepEqual(
    passwordBytes('käärme on pitkä kuin kirves'),
    passwordBytes('käärme on pitkä kuin kirves'.normalize('NFD')),
  );
  assert.deepEqual(passwordBytes('ｐａｓｓｗｏｒｄ'), passwordBytes('password'));
  assert.notDeepEqual(passwordBytes('Password'), passwordBytes('password'), 'case stays');
  assert.equal(passwordBytes('broken \ud800'), undefined);
});

test('a broken character is refused when it is set', async () => {
  assert.equal(await codeOf('correct horse battery \ud800'), 'not-text');
});

test('the list holds the better part of a million forms and is asked in microseconds', async () => {
  const list = await knownPasswords();
  assert.ok(list.size > 800_000, `${list.size}`);
  const started = performance.now();
  for (let i = 0; i < 10_000; i++) list.has(`no such password ${i}`);
  assert.ok((performance.now() - started) / 10_000 < 0.1);
});

test('a random text is practically never taken for a listed one', async () => {
  const list = await knownPasswords();
  let wrong = 0;
  for (let i = 0; i < 100_000; i++) if (list.has(`zq${i.toString(36)}-${(i * 2654435761).toString(36)}`)) wrong += 1;
  assert.ok(wrong <= 1, `${wrong}`);
});

test('words of Finnish, German, French and English are refused with digits and signs around them', async () => {
  for (const password of [
    'Rautiainen12',
    'T4kaisin99!',
    'Weltmeister1',
    'Bundesrepublik2026',
    'Développement1!',
    'extraordinaire99',
    'Zoologist2026',
    'V1rtan3n!!',
  ]) {
    const code = await codeOf(password, 8);
    assert.ok(code === 'common' || code === 'about-you', `${password}: ${code}`);
  }
  assert.deepEqual(Object.keys(dictionaries), ['en', 'fi', 'de', 'fr']);
});

test('seasons, months, days, greetings and “password” add nothing, in twelve languages, whatever year stands behind', async () => {
  assert.ok(Object.keys(everydayWords).length >= 13);
  for (const language of Object.keys(everydayWords) as (keyof typeof everydayWords)[])
    for (const word of everydayWordsOf(language)) {
      const form = canonical(word);
      if (form.length < 4) continue;
      const said = `${word[0]!.toUpperCase()}${word.slice(1)}-2026!`;
      const code = await codeOf(said, 8);
      assert.notEqual(code, 'good', `${language}: ${said}`);
    }
  for (const password of ['Kesä2026Tervetuloa!', 'Welcome-January-2026', 'H3lmikuuSalasana1', 'Sommer2026Passwort'])
    assert.ok(['everyday', 'common'].includes(await codeOf(password)), password);
  assert.equal(await codeOf('summer rain on a tin roof'), 'good', 'a word of it in a phrase is no harm');
});

test('words a company adds are refused like its name', async () => {
  const words = ['Hornankattila', 'Project Kraken'];
  assert.equal(await codeOf('Hornank4ttila!!2026', 15, { words }), 'about-you');
  assert.equal(await codeOf('project-kraken-2026', 15, { words }), 'about-you');
  assert.equal(await codeOf('Hornank4ttila!!2026', 15), 'good', 'without the setting');
});

test('kinds of characters are asked for only where a company says so, and told by name', async () => {
  const classes = { upperAndLower: true, digit: true, sign: true };
  assert.equal(await codeOf('correct horse battery staple'), 'good');
  const reason = await weakness('correct horse battery staple', anna, { ...usualPasswords, classes, least: 15 });
  assert.equal(reason?.code, 'classes');
  assert.equal(reason?.fits, 'Add capital and small letters, a digit.');
  assert.equal(await codeOf('Correct horse battery 7 staple', 15, { classes }), 'good');
});

test('what deviates from the standard is named: shorter than fifteen, kinds of characters, expiry, history, no saving', () => {
  assert.deepEqual(passwordDeviations(usualPasswords), []);
  const all = {
    least: 8,
    classes: { ...usualPasswords.classes, digit: true },
    expiryMonths: 3,
    history: 5,
    discourageSaving: true,
    words: [],
  };
  assert.deepEqual(passwordDeviations(all), ['least', 'classes', 'expiryMonths', 'history', 'discourageSaving']);
  assert.deepEqual(passwordDeviations({ ...usualPasswords, least: 20 }), []);
});

test('the first three thousand of the list are told to a page, most used first', async () => {
  const first = await commonPasswords();
  assert.equal(first.length, 3_000);
  assert.equal(first[0], canonical('123456'));
  assert.ok(first.includes(canonical('P4ssw0rd')));
});

test('own characters: steps along a track or the same again add nothing', () => {
  const cases: [string, number][] = [
    ['aaaaaa', 1],
    ['abcdef', 2],
    ['xkqvpm', 6],
    ['abcxyz', 4],
    ['password', 7],
    ['aaaabbbb', 2],
    ['', 0],
  ];
  for (const [text, own] of cases) assert.equal(ownCharacters(text), own, text);
});
