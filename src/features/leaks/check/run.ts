// Runs a check for leaks on a vault made for it: fills it, asks every action in the name of every role, and puts together what came out.
import type { Action } from '../../../contract/action.ts';
import type { Catalog } from '../../../core/catalog.ts';
import type { Configuration } from '../../../core/leaks-desk.ts';
import { Scratch } from '../../../core/scratch.ts';
import type { Vault } from '../../../core/vault.ts';
import { type LeakReport, leakPaths } from '../contract.ts';
import type { ActionProbe } from './action-case.ts';
import { actionProbes } from './action-probes.ts';
import { type Listening, probeEvents } from './events.ts';
import { type Ask, Prober, bodyOf, requestOf } from './prober.ts';
import type { RecordProbe } from './record-case.ts';
import { recordProbes } from './record-probes.ts';
import { type World, makeWorld } from './world.ts';

/** Everything a check needs: an empty vault, and the whole server in front of it. */
export interface CheckSite {
  readonly vault: Vault;
  readonly plain: Catalog;
  /** every action there is */
  readonly actions: readonly Action[];
  readonly ask: Ask;
  readonly listen: Listening['listen'];
  /** resolves when no job is under way */
  readonly settle: () => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
}

export interface CheckWish {
  /** keys of roles; null: all */
  readonly roles: readonly string[] | null;
  /** one person with all of the roles, instead of one for each */
  readonly together?: boolean;
  /** null: all objects */
  readonly objects?: readonly string[] | null;
  /** how far it is, in steps */
  readonly onStep?: (done: number, total: number) => Promise<void> | void;
  /** probes of actions that are not the product's own: for tests of the check itself */
  readonly probes?: Readonly<Record<string, ActionProbe>>;
}

const mostFindings = 200;

export async function checkLeaks(site: CheckSite, config: Configuration, wish: CheckWish): Promise<LeakReport> {
  const began = performance.now();
  const scratch = await Scratch.of(site.vault);
  const { roles, objects = null, together = false } = wish;
  const world = await makeWorld(scratch, site.plain, config, { roles, objects, together });
  const probers = world.subjects.filter((s) => !s.expected.all).map((s) => new Prober(s, world, site.ask));
  const plan = planOf(site.actions, world, wish.probes ?? {});
  const actionOf = (name: string): Action => site.actions.find((a) => a.name === name)!;
  const total = probers.length * plan.steps.length + 1;
  let done = 0;
  const step = async (): Promise<void> => {
    done += 1;
    await wish.onStep?.(done, total);
  };
  if (probers.length > 0) {
    await probeEvents(probers, {
      ask: site.ask,
      listen: site.listen,
      actionOf,
      nameOfEdit: (entity) =>
        world.catalog.entity(entity).own === true
          ? { action: 'own.edit', extra: { object: entity } }
          : { action: `${entity}.edit`, extra: {} },
      pause: site.pause,
    });
    const foreign = await makeForeign(site, world, actionOf);
    await step();
    for (const p of probers) {
      for (const run of plan.steps) {
        await run({ p, foreign, settle: site.settle, actionOf });
        await step();
        // People who wait for an answer of this process come first.
        await site.pause(0);
      }
    }
  }
  return reportOf(probers, world, plan.unprobed, (performance.now() - began) / 1000);
}

type Step = (around: Omit<Parameters<ActionProbe>[0], 'action'>) => Promise<void>;

/** Which probe each action has, from the list of all actions there are. */
function planOf(
  actions: readonly Action[],
  world: World,
  more: Readonly<Record<string, ActionProbe>>,
): { steps: Step[]; unprobed: string[] } {
  const steps: Step[] = [];
  const unprobed: string[] = [];
  for (const action of actions) {
    const found = probeOf(action.name, world.catalog, more);
    if (found === undefined) unprobed.push(action.name);
    else if ('probe' in found) steps.push((around) => found.probe({ ...around, action }));
    else if ('record' in found) {
      const objects = world.catalog.entities.filter((e) =>
        found.entity === null ? e.own === true : e.name === found.entity,
      );
      for (const e of objects) {
        const extra = e.own === true ? { object: e.name } : {};
        steps.push(async ({ p }) => {
          if (p.of(e).length > 0) await found.record({ p, e, action, extra });
        });
      }
    }
  }
  return { steps, unprobed };
}

type Found = { probe: ActionProbe } | { record: RecordProbe; entity: string | null } | { reason: string };

/** Undefined: nobody has said how this action is tried, or why it need not be. */
export function probeOf(
  name: string,
  catalog: Pick<Catalog, 'lookup'>,
  more: Readonly<Record<string, ActionProbe>> = {},
): Found | undefined {
  if (Object.hasOwn(more, name)) return { probe: more[name]! };
  if (Object.hasOwn(actionProbes, name)) {
    const probe = actionProbes[name]!;
    return typeof probe === 'string' ? { reason: probe } : { probe };
  }
  const [entity = '', verb = ''] = name.split('.');
  const isRecord = entity === 'own' || catalog.lookup(entity) !== undefined;
  if (!isRecord || !Object.hasOwn(recordProbes, verb)) return undefined;
  return { record: recordProbes[verb]!, entity: entity === 'own' ? null : entity };
}

/** Things of whoever checks that others must not find: an export, its job, an import, an operation, totals he keeps. */
async function makeForeign(
  site: CheckSite,
  world: World,
  actionOf: (name: string) => Action,
): Promise<Record<string, string>> {
  const asBoss = async (name: string, input: Record<string, unknown>): Promise<Readonly<Record<string, unknown>>> =>
    bodyOf(await site.ask(requestOf(actionOf(name), input), { token: world.boss.token }));
  const out: Record<string, string> = { absent: '00000000-0000-7000-8000-0000000000ff' };
  const exported = await asBoss('export.start', {
    entity: 'company',
    format: 'csv',
    columns: ['name'],
    reason: 'A check for leaks',
  });
  await site.settle();
  if (typeof exported['id'] === 'string') out['export'] = exported['id'];
  const job = (exported['job'] as { id?: string } | undefined)?.id;
  if (job !== undefined) out['job'] = job;
  const sessions = (await asBoss('session.list', {}))['rows'] as { id: string }[] | undefined;
  if (sessions?.[0] !== undefined) out['session'] = sessions[0].id;
  const operations = (await asBoss('operation.list', {}))['rows'] as { id: string }[] | undefined;
  if (operations?.[0] !== undefined) out['operation'] = operations[0].id;
  const saved = await asBoss('totals.save', {
    name: 'Of whoever checks',
    question: {
      entity: 'company',
      by: 'name',
      measures: '',
      in: 'each',
      filter: null,
      search: '',
      bin: false,
      order: null,
    },
  });
  if (typeof saved['id'] === 'string') out['saved'] = saved['id'];
  const upload = requestOf(actionOf('import.upload'), {});
  const sent = await site.ask(
    {
      ...upload,
      target: `${upload.target}?name=a.csv&entity=company`,
      headers: { 'content-type': 'application/octet-stream' },
      body: 'name\nMade up\n',
    },
    { token: world.boss.token },
  );
  const imported = bodyOf(sent)['id'];
  if (typeof imported === 'string') out['import'] = imported;
  return out;
}

function reportOf(probers: readonly Prober[], world: World, unprobed: readonly string[], seconds: number): LeakReport {
  const order = (path: string): number => (leakPaths as readonly string[]).indexOf(path);
  const cells = probers.flatMap((p) =>
    [...p.cells.values()].map((c) => ({
      role: p.subject.role.key,
      path: c.path,
      object: c.object,
      state: c.leaks > 0 ? ('leak' as const) : c.open ? ('ok' as const) : ('absent' as const),
      asked: c.asked,
    })),
  );
  const findings = probers.flatMap((p) => p.findings);
  return {
    seconds: Math.round(seconds * 10) / 10,
    asked: probers.reduce((n, p) => n + p.asked, 0),
    roles: world.subjects.map((s) => ({ ...s.role, all: s.expected.all })),
    objects: [...new Set(cells.flatMap((c) => c.object ?? []))],
    cells: cells.toSorted((a, b) => order(a.path) - order(b.path)),
    findings: findings.slice(0, mostFindings),
    more: Math.max(0, findings.length - mostFindings),
    unprobed: [...unprobed],
  };
}
