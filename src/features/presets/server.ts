// Presets on the server: the difference with what people would notice, and setting all of it at once.
import { Problem } from '../../contract/problem.ts';
import type { PresetName, PresetRow } from '../../contract/security-preset.ts';
import { type Feature, type Handler, on } from '../../core/feature.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { type PresetPreview, applyPreset, previewPreset } from './contract.ts';
import { basisOf, classOfPreset, readSettings, rowsOf, setAll } from './settings.ts';

async function factsOf(tx: Tx): Promise<PresetPreview['facts']> {
  const { people, enrolled } = await tx.identity.factors.policy();
  const sessions = await tx.sessions.all();
  const each = Map.groupBy(sessions, (session) => session.person.id);
  return {
    people,
    enrolled,
    openSessions: sessions.length,
    outdated: sessions.filter((session) => session.outdated.length > 0).length,
    several: [...each.values()].filter((own) => own.length > 1).length,
    approvers: (await tx.pending.policy()).others,
    networkRules: may(tx.me, 'network.view') ? (await tx.network.view()).rules.length > 0 : null,
    policy: (await tx.policyText.own()).version !== null,
  };
}

async function preview(tx: Tx, preset: PresetName): Promise<PresetPreview> {
  const read = await readSettings(tx);
  const plain = (value: PresetRow['now']) => (Array.isArray(value) ? [...(value as readonly string[])] : value);
  return {
    preset,
    basis: basisOf(read),
    rows: rowsOf(read, preset).map((row) => ({ ...row, now: plain(row.now), next: plain(row.next) }) as never),
    facts: await factsOf(tx),
    needs: await classOfPreset(tx, read, preset),
  };
}

const said = (value: unknown): string =>
  Array.isArray(value) ? (value.length === 0 ? 'nothing' : value.join(', ')) : String(value);

interface Wish {
  readonly preset: PresetName;
  readonly basis: string;
}

export const presets: Feature = {
  name: 'presets',
  handlers: [
    on(previewPreset, (tx, { preset }) => preview(tx, preset)),
    {
      ...on(applyPreset, async (tx, { preset, basis }) => {
        if (basisOf(await readSettings(tx)) !== basis)
          throw new Problem('stale-change', 'Something of it has been changed since it was shown. Look at it again.');
        return { changed: await setAll(tx, preset) };
      }),
      secured: {
        classOf: async (tx: Tx, { preset }: Wish) => classOfPreset(tx, await readSettings(tx), preset),
        summary: async (tx: Tx, { preset }: Wish) => {
          const differing = rowsOf(await readSettings(tx), preset).filter((row) => !row.same);
          const lines = differing.map(
            ({ area, setting, now, next }) => `${area}.${setting}: ${said(now)} -> ${said(next)}`,
          );
          return `The preset "${preset}" as a whole. ${lines.join('; ')}.`;
        },
        basis: async (tx: Tx) => basisOf(await readSettings(tx)),
      } as Handler['secured'],
    } as Handler,
  ],
};
