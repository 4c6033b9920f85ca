// The company's own security policy on the server: each line a call of its desk; texts go out as blocks that hold no markup.
import { Readable } from 'node:stream';
import { now } from '../../core/clock.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { OwnPolicy } from '../../core/identity/policy-text.ts';
import {
  type OwnPolicyView,
  acknowledgePolicy,
  acknowledgementsFile,
  listAcknowledgements,
  publishPolicy,
  tryPolicyText,
  viewOwnPolicy,
  viewPolicyVersions,
} from './contract.ts';
import { acknowledgementsCsv } from './acknowledgements-csv.ts';
import { blocksOf } from './markdown.ts';

function shown({ text, ...policy }: OwnPolicy): OwnPolicyView {
  return { ...policy, blocks: text === null ? [] : blocksOf(text) };
}

export const securityPolicy: Feature = {
  name: 'securityPolicy',
  handlers: [
    on(viewOwnPolicy, async (tx) => shown(await tx.policyText.own())),
    on(acknowledgePolicy, async (tx, { version }) => shown(await tx.policyText.acknowledge(version))),
    on(viewPolicyVersions, async (tx) => ({
      rows: (await tx.policyText.versions()).map((row) => ({ ...row, publishedBy: { ...row.publishedBy } })),
      people: await tx.policyText.people(),
    })),
    on(tryPolicyText, async (_tx, { text }) => ({ blocks: blocksOf(text) })),
    onSecured(
      publishPolicy,
      {
        summary: async (_tx, { text, asks, changed }) => {
          if (text === null) return 'Withdraw the security policy: nobody is asked to acknowledge it any more.';
          const what = changed.trim() === '' ? '' : ` New in it: ${changed.trim()}`;
          return `Publish a version of the security policy (${text.length} characters), ${asks ? 'which everybody acknowledges before anything else' : 'which asks nobody again'}.${what}`;
        },
        basis: async (_tx, { after }) => after,
      },
      async (tx, wish) => {
        if (wish.text !== null) blocksOf(wish.text);
        await tx.policyText.publish(wish);
        return { version: wish.after + 1 };
      },
    ),
    on(listAcknowledgements, async (tx) => ({
      rows: (await tx.policyText.acknowledgements()).map((row) => ({ ...row, person: { ...row.person } })),
    })),
    on(acknowledgementsFile, async (tx, _input, call) => {
      const text = acknowledgementsCsv(await tx.policyText.acknowledgements());
      const name = `security-policy-${now().toISOString().slice(0, 10)}.csv`;
      call.answer.file = { stream: Readable.from([text]), name, type: 'text/csv; charset=utf-8' };
      return null;
    }),
  ],
};
