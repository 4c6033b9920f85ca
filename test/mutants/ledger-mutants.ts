// Guards of the ledger, broken one at a time: what is sealed, proved, handed on, kept in months, archived, erased and taken out.
import type { Mutant } from './mutants.ts';

const receivers = 'test/ledger-receivers.test.ts';
const archive = 'test/ledger-archive.test.ts';
const tampering = 'test/ledger-tampering.test.ts';
const months = 'test/ledger-months.test.ts';
const erasure = 'test/ledger-erasure.test.ts';
const erasures = 'test/ledger-erasures.test.ts';
const check = 'test/ledger-check.test.ts';
const shown = 'src/features/ledger/ledger.test.ts';
const asking = 'src/features/ledger/asking.test.ts';

function mutant(file: string, what: string, find: string, replace: string, test: string): Mutant {
  return { file: `src/${file}`, what, find, replace, times: 1, tests: [test] };
}

export const ledgerMutants: readonly Mutant[] = [
  mutant(
    'core/ledger/sealer.ts',
    'the sealer seals what the program did not write',
    'return w.mark.length === mark.length && timingSafeEqual(w.mark, mark);',
    'return true;',
    tampering,
  ),
  mutant(
    'core/ledger/sealer.ts',
    'entries without a mark are sealed',
    'if (w.mark === null) return unmarked !== null && w.entry <= unmarked;',
    'if (w.mark === null) return true;',
    tampering,
  ),
  mutant(
    'core/ledger/verify.ts',
    'a head is believed without its signature',
    'const ok = h.tenant === this.#tenant && isSignedBy(this.#key, h.line, h.signature);',
    'const ok = true;',
    tampering,
  ),
  mutant(
    'core/ledger/conditions.ts',
    'everybody reads the ledger of everybody',
    "return may(unit.me, 'ledger.view') ? [told] : [told, await ofPerson(unit, unit.me.self.id)];",
    'return [told];',
    shown,
  ),
  mutant(
    'core/ledger/shown.ts',
    'the past is shown by the rights on the present',
    'return on(now) && (then === null || on(then));',
    'return on(now);',
    shown,
  ),
  mutant(
    'core/net.ts',
    'tenants reach private networks',
    "if (trust === 'tenant' && found.some(({ address }) => !isPublicAddress(address)))",
    'if (false)',
    receivers,
  ),
  mutant(
    'core/net.ts',
    'what a receiver did not read counts as taken',
    "if (!said) reject(new NetRefusal('The other side ended the connection before it had everything.'));",
    'if (!said) resolve();',
    receivers,
  ),
  mutant(
    'core/ledger/receivers.ts',
    'a receiver that was away is passed over',
    'await putOff(tenant, receiver.name, tries, error);\n      return;',
    'await putOff(tenant, receiver.name, tries, error);',
    receivers,
  ),
  mutant(
    'core/ledger/archive.ts',
    'what is not in the files is taken out of the database',
    'const same = values.filter((v) => found.get(v.entry)?.salt.equals(v.salt) === true).map((v) => v.entry);',
    'const same = entries;',
    archive,
  ),
  mutant(
    'core/ledger/erase.ts',
    'a person stays in the archive',
    'const archived = archives === undefined ? 0 : await eraseFromArchive(vault, archives, entries);',
    'const archived = 0;',
    archive,
  ),
  mutant(
    'core/ledger/retention-desk.ts',
    'values may be destroyed before the floor',
    'if (keepMonths !== null && (keepMonths < retentionFloor.keep || keepMonths > retentionMost.keep))',
    'if (false)',
    archive,
  ),
  mutant(
    'core/ledger/receivers.ts',
    'a head that was not taken counts as delivered',
    'if (batch.messages.length > 0) await receiver.take(tenant.id, batch.messages);',
    'if (batch.messages.length > 0) receiver.take(tenant.id, batch.messages).catch(() => undefined);',
    receivers,
  ),
  mutant(
    'core/ledger/receivers.ts',
    'the first entries of a batch are passed over',
    'upTo: rows.length === 0 ? after : rows.at(-1)!.seq + 1,',
    'upTo: rows.length === 0 ? after : rows.at(-1)!.seq + 2,',
    receivers,
  ),
  mutant(
    'core/ledger/months.ts',
    'an entry whose clock jumped lies where nobody looks for it',
    'if (Math.abs(msOfId(id) - at.getTime()) <= apartMostMs) return id;',
    'return id;',
    months,
  ),
  mutant(
    'core/ledger/months.ts',
    'the part of the next month is not made ahead',
    'for (const instant of [now(), new Date(now().getTime() + aheadMs)]) {',
    'for (const instant of [now()]) {',
    months,
  ),
  mutant(
    'core/ledger/archive.ts',
    'a month is archived while entries of it are not sealed',
    'if (!isSealed) done.waiting',
    'if (false) done.waiting',
    archive,
  ),
  mutant(
    'core/ledger/archive.ts',
    'values are destroyed that a legal hold is about',
    'const why = state.ended ? null : await withLease(hooks.vault.pool, whyHeld);',
    'const why = null as string | null;',
    archive,
  ),
  mutant(
    'core/ledger/archive.ts',
    'values are destroyed without a word on record',
    'await note(hooks, (tx) => tx.ledger.endArchive(part.name, idsOf(part)));',
    '',
    archive,
  ),
  mutant(
    'core/ledger/erase.ts',
    'somebody on legal hold is forgotten',
    'await withLease(vault.pool, (q) => assertNotHeld(q, asked.records));',
    '',
    erasure,
  ),
  mutant(
    'core/ledger/erase.ts',
    'what is erased is not said on record',
    'what: erasureVerb,',
    "what: 'tidied up',",
    erasure,
  ),
  mutant(
    'core/ledger/erase.ts',
    'protected values that quote somebody stay',
    'const folded = (sealed === null ? plain : plain + openHidden(keys, { entry, sealed })).toLowerCase();',
    'const folded = plain.toLowerCase();',
    erasures,
  ),
  mutant(
    'core/ledger/erase.ts',
    'former addresses of somebody stay',
    'const erasure = { ...asked, texts: [...asked.texts, ...own] };',
    'const erasure = asked;',
    erasures,
  ),
  mutant(
    'core/ledger/erase.ts',
    'what a legal hold keeps loses what it quotes',
    'const entries = await withoutHeld(tx, found);',
    'const entries = [...found.keys()];',
    erasures,
  ),
  mutant(
    'core/ledger/erasures.ts',
    'somebody on legal hold is put on the list of those to be forgotten',
    'await assertNotHeld(unit, records);',
    '',
    erasures,
  ),
  mutant(
    'core/ledger/erasures.ts',
    'what failed in the middle counts as done',
    'return true;\n  } catch (error) {',
    'return true;\n  } catch (error) {\n    if (!(error instanceof Problem)) return true;',
    erasures,
  ),
  mutant(
    'features/extracts/server.ts',
    'a file of everybody’s entries is handed out after the right to them is gone',
    "if (doc.file.everybody && !may(tx.me, 'ledger.view'))",
    'if (false)',
    asking,
  ),
  mutant(
    'core/ledger/verify-extract.ts',
    'any file fits a signed statement',
    "if (hash.digest('hex') !== s.sha256)",
    'if (false)',
    asking,
  ),
  mutant(
    'core/ledger/verify-extract.ts',
    'a statement is believed without its signature',
    'if (!verify(null, parts.statement, key, parts.signature))',
    'if (false)',
    asking,
  ),
  mutant(
    'core/ledger/compare.ts',
    'a value that was changed by SQL is passed over',
    'if (sameValue(stored[name], known?.value ?? null)) continue;',
    'continue;',
    check,
  ),
  mutant(
    'core/ledger/compare.ts',
    'a record that was deleted by SQL is passed over',
    "if (!t.purged) find('record-deleted'",
    "if (false) find('record-deleted'",
    check,
  ),
];
