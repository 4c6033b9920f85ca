// Search over everything: any notation, accents folded, the reason of the match, and nothing one may not see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, look, type TestUser, work } from '../../../test/harness/engine.ts';
import { entities } from '../../features/entities.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const { company, contact, deal } = entities;

await work(acme, owner, async (tx) => {
  await tx.records.create(company, {
    name: 'Søndergård & Sønner',
    domain: 'sons.example',
    phones: [{ value: '06 28 11 22 33', label: null }],
  });
  await tx.records.create(contact, {
    givenName: 'Rémi',
    familyName: 'Dupont',
    phones: [{ value: '+33 6 28 00 00 00', label: 'mobile' }],
    emails: [{ value: 'remi@sons.example', label: null }],
  });
  await tx.records.create(contact, { givenName: 'Rita', familyName: 'Remington' });
  await tx.records.create(deal, { name: 'Hidden remittance', owner: null });
});

async function find(text: string, user: TestUser = owner) {
  return await look(acme, user, (tx) => tx.records.find([company, contact, deal], text, 8));
}

test('phones are found in any notation', async () => {
  for (const typed of ['06 28 00 00 00', '+33 6 28 00 00 00', '0628000000', '33628000000', '6.28.00.00']) {
    const found = await find(typed);
    assert.deepEqual(
      found.map((f) => [f.title, f.match?.field]),
      [['Rémi Dupont', 'phones']],
      typed,
    );
  }
  assert.deepEqual(
    (await find('0628112233')).map((f) => f.title),
    ['Søndergård & Sønner'],
  );
});

test('accents do not count, the start of the title comes first, and a match elsewhere says where', async () => {
  assert.deepEqual(
    (await find('remi')).map((f) => [f.title, f.match?.label]),
    [
      ['Rémi Dupont', undefined],
      ['Rita Remington', undefined],
      ['Hidden remittance', undefined],
    ],
  );
  assert.deepEqual(
    (await find('sonner')).map((f) => f.title),
    ['Søndergård & Sønner'],
  );
  const byMail = await find('remi@sons');
  assert.deepEqual(
    byMail.map((f) => f.match),
    [{ field: 'emails', label: 'E-mail', text: 'remi@sons.example' }],
  );
  assert.deepEqual(
    (await find('dupont sons.ex')).map((f) => f.title),
    ['Rémi Dupont'],
  );
});

test('nothing one may not see is found, and not through a field one may not read', async () => {
  const narrow = await addUser(acme, 'Nina', {
    objects: { contact: { view: 'all', fields: { emails: 'hidden' } }, deal: { view: 'own' } },
  });
  assert.deepEqual(
    (await find('remi', narrow)).map((f) => f.title),
    ['Rémi Dupont', 'Rita Remington'],
  );
  assert.deepEqual(await find('sons', narrow), []);
});

test('nothing typed, wildcards and odd characters find nothing by accident', async () => {
  for (const typed of ['', '   ', '%%%', '___', '\\', `'; drop table`, '\u0000'])
    assert.deepEqual(await find(typed), [], JSON.stringify(typed));
});

test('a name in another script is found by where it is also written, and that is said to be the reason; each script by its beginning, too', async () => {
  const names: readonly (readonly [string, string, readonly string[]])[] = [
    ['Severstal', 'Северсталь', ['северсталь', 'СЕВЕР', 'сталь', 'Се']],
    ['Piraeus Bank', 'Τράπεζα Πειραιώς', ['πειραιως', 'Τράπεζα', 'πει']],
    ['Toshiba', '東芝, とうしば', ['東芝', '東', 'とうし']],
    ['Huawei', '华为技术有限公司', ['华为', '技术有', '有限公司']],
    ['Aramco', 'أرامكو السعودية', ['أرامكو', 'السعودية']],
  ];
  await work(acme, owner, async (tx) => {
    for (const [name, other] of names) await tx.records.create(company, { name, alsoWritten: other });
  });
  for (const [name, other, typed] of names) {
    assert.deepEqual(
      (await find(name)).map((f) => f.title),
      [name],
    );
    for (const text of typed)
      assert.deepEqual(
        (await find(text)).map((f) => [f.title, f.match]),
        [[name, { field: 'alsoWritten', label: 'Also written', text: other }]],
        text,
      );
  }
  // People, too: in either order of their names, and without what their letters carry.
  const people: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['Taro', 'Yamada', '山田 太郎 (やまだ たろう)', ['山田', '太郎 山田', 'たろう', '山']],
    ['Mikhail', 'Ivanov', 'Михаил Иванов', ['иванов', 'Михаил', 'ИВА']],
    ['Eleni', 'Papadopoulou', 'Ελένη Παπαδοπούλου', ['ελενη', 'Παπαδοπουλου']],
    ['Yousef', 'Haddad', 'يوسف حداد', ['يوسف', 'حداد']],
    ['Minjun', 'Kim', '김민준', ['김민준', '김민', '김']],
  ];
  await work(acme, owner, async (tx) => {
    for (const [givenName, familyName, alsoWritten] of people)
      await tx.records.create(contact, { givenName, familyName, alsoWritten });
  });
  for (const [given, family, other, typed] of people)
    for (const text of typed)
      assert.deepEqual(
        (await find(text)).map((f) => [f.title, f.match]),
        [[`${given} ${family}`, { field: 'alsoWritten', label: 'Also written', text: other }]],
        text,
      );
  // Words of both scripts together narrow like any two words.
  assert.deepEqual(
    (await find('Severstal сталь')).map((f) => f.title),
    ['Severstal'],
  );
});

test('what is made of digits and signs is found as it stands, and a phone number in any notation still', async () => {
  await work(acme, owner, async (tx) => {
    await tx.records.create(deal, { name: 'Tender 2026-11-25/17' });
    await tx.records.create(deal, { name: 'Lot 1.000,50' });
  });
  for (const [typed, title] of [
    ['2026-11-25', 'Tender 2026-11-25/17'],
    ['1.000', 'Lot 1.000,50'],
  ] as const)
    assert.deepEqual(
      (await find(typed)).map((f) => f.title),
      [title],
      typed,
    );
  assert.deepEqual(
    (await find('06 28 00 00 00')).map((f) => f.title),
    ['Rémi Dupont'],
  );
});
