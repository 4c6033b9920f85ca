// Entries of the ledger in the words of systems that watch over many programs: OCSF 1.3 and CEF. Of the header alone: values never leave this way.
import type { EventFormat } from '../../contract/ledger.ts';
import type { Header } from './header.ts';
import { type SyslogMessage, severities } from './senders.ts';

export interface SealedEntry extends Header {
  readonly seq: number;
}

/** Of this mapping; it changes when a field comes to mean something else. */
const version = '1';
const vendor = 'Strongroom';

type Kind = 'create' | 'read' | 'update' | 'delete' | 'other' | 'logon' | 'logoff';

const signIns = /^(session\.start|link\.use)$/;
const signOuts = /^(session\.end|session\.endOne|session\.endOthers|connection\.end)$/;
const rights =
  /^(role|member|share|deputy|territory|team|reassign|accessRequest|viewAs)\.|^(key|application|connection|consent)\./;

/** What happened, by the verb of the entry. */
const byVerb: Readonly<Record<string, Kind>> = {
  read: 'read',
  created: 'create',
  edited: 'update',
  archived: 'update',
  restored: 'update',
  moved: 'update',
  merged: 'update',
  purged: 'delete',
  removed: 'delete',
};

/** The rest, refusals too, by the last word of the action: verbs are the same for every object. */
const byAction: readonly (readonly [Kind, RegExp])[] = [
  ['create', /^(create|add|start|give|invite|upload|name|issue)/],
  ['delete', /^(purge|remove|revoke|end|erase|forget)/],
  ['read', /^(view|list|group|history|find|reveal|describe|print|download|status|entry|histogram|preview)/],
  [
    'update',
    /^(edit|change|set|assign|archive|restore|merge|bulk|rotate|narrow|complete|retire|revive|retype|undo|approve)/,
  ],
];

function kindOf({ action, verb, outcome }: SealedEntry): Kind {
  if (signIns.test(action)) return 'logon';
  if (signOuts.test(action)) return 'logoff';
  const known = outcome === 'done' ? byVerb[verb] : undefined;
  const word = action.slice(action.indexOf('.') + 1);
  return known ?? byAction.find(([, words]) => words.test(word))?.[0] ?? 'other';
}

const apiActivity: Readonly<Record<Kind, number>> = {
  create: 1,
  read: 2,
  update: 3,
  delete: 4,
  other: 99,
  logon: 99,
  logoff: 99,
};
const activityNames = ['Unknown', 'Create', 'Read', 'Update', 'Delete'] as const;

interface Classified {
  readonly classUid: number;
  readonly className: string;
  readonly categoryUid: number;
  readonly categoryName: string;
  readonly activityId: number;
  readonly activityName: string;
}

/** Authentication (3002), Entity Management (3004) for whatever says who may do what, API Activity (6003) for the rest. */
function classify(e: SealedEntry): Classified {
  const kind = kindOf(e);
  const iam = { categoryUid: 3, categoryName: 'Identity & Access Management' };
  if (kind === 'logon' || kind === 'logoff')
    return {
      ...iam,
      classUid: 3002,
      className: 'Authentication',
      activityId: kind === 'logon' ? 1 : 2,
      activityName: kind === 'logon' ? 'Logon' : 'Logoff',
    };
  const activityId = apiActivity[kind];
  const activityName = activityNames[activityId] ?? 'Other';
  return rights.test(e.action)
    ? { ...iam, classUid: 3004, className: 'Entity Management', activityId, activityName }
    : {
        categoryUid: 6,
        categoryName: 'Application Activity',
        classUid: 6003,
        className: 'API Activity',
        activityId,
        activityName,
      };
}

/** 1 informational, 2 low, 3 medium: refusals and important functions stand out. */
function severityOf(e: SealedEntry): 1 | 2 | 3 {
  if (e.outcome !== 'done') return 3;
  return e.important ? 2 : 1;
}

const severityNames = { 1: 'Informational', 2: 'Low', 3: 'Medium' } as const;

function without(o: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(o).filter(([, value]) => value !== null && value !== undefined));
}

/** One event as a line of JSON. */
export function ocsfLine(tenant: string, e: SealedEntry): string {
  const c = classify(e);
  const severity = severityOf(e);
  const isDone = e.outcome === 'done';
  const user = {
    uid: e.actor,
    type_id: e.actorKind === 'user' ? 1 : e.actorKind === 'system' ? 3 : 99,
    type: e.actorKind,
  };
  const resource =
    e.entity === null ? null : without({ type: e.entity, uid: e.record, version: e.version?.toString() });
  return JSON.stringify(
    without({
      activity_id: c.activityId,
      activity_name: c.activityName,
      category_uid: c.categoryUid,
      category_name: c.categoryName,
      class_uid: c.classUid,
      class_name: c.className,
      type_uid: c.classUid * 100 + c.activityId,
      type_name: `${c.className}: ${c.activityName}`,
      time: Date.parse(e.at),
      severity_id: severity,
      severity: severityNames[severity],
      status_id: isDone ? 1 : 2,
      status: isDone ? 'Success' : 'Failure',
      message: `${e.action}: ${e.verb}`,
      metadata: {
        version: '1.3.0',
        uid: e.id,
        sequence: e.seq,
        tenant_uid: tenant,
        correlation_uid: e.operation,
        log_name: 'ledger',
        event_code: e.action,
        product: { name: 'Strongroom', vendor_name: vendor, version },
      },
      actor: without({
        user,
        session: e.session === null ? null : { uid: e.session },
        authorizations:
          e.permission === null ? null : [{ decision: isDone ? 'allowed' : 'denied', policy: { name: e.permission } }],
      }),
      ...(c.classUid === 3002 ? { user } : {}),
      ...(c.classUid === 3004
        ? { entity: { type: e.entity ?? 'vault', name: e.action, uid: e.record ?? undefined } }
        : {}),
      ...(c.classUid === 6003
        ? {
            api: without({ operation: e.action, request: e.request === null ? null : { uid: e.request } }),
            resources: resource === null ? null : [resource],
          }
        : {}),
      src_endpoint: without({ ip: e.address, svc_name: e.source ?? 'unknown' }),
      unmapped: without({
        verb: e.verb,
        important: e.important,
        request: c.classUid === 6003 ? null : e.request,
        allowed_by: e.allowedBy,
        commitment: e.commitment,
      }),
    }),
  );
}

/** Of the header of a message: a bar ends a field. */
const inHead = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/[\r\n]+/g, ' ');
/** Of a value: an equals sign begins the next one. */
const inValue = (text: string): string =>
  text.replace(/[\\=]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n');

const cefSeverity = { 1: 3, 2: 5, 3: 7 } as const;

/** One event as a line of ArcSight's Common Event Format. */
export function cefLine(tenant: string, e: SealedEntry): string {
  const isSix = e.address?.includes(':') === true;
  const pairs: readonly (readonly [string, string | number | null])[] = [
    ['rt', Date.parse(e.at)],
    ['externalId', e.id],
    ['act', e.verb],
    ['outcome', e.outcome === 'done' ? 'success' : 'failure'],
    ['suid', e.actor],
    ['spriv', e.actorKind],
    ['src', isSix ? null : e.address],
    ['c6a2', isSix ? e.address : null],
    ['c6a2Label', isSix ? 'Source IPv6 Address' : null],
    ['requestContext', e.source],
    ['deviceExternalId', tenant],
    ['reason', e.permission],
    ['cs1', e.allowedBy],
    ['cs1Label', e.allowedBy === null ? null : 'allowedBy'],
    ['cs2', e.entity],
    ['cs2Label', e.entity === null ? null : 'entity'],
    ['cs3', e.record],
    ['cs3Label', e.record === null ? null : 'record'],
    ['cs4', e.operation],
    ['cs4Label', 'operation'],
    ['cs5', e.session],
    ['cs5Label', e.session === null ? null : 'session'],
    ['cs6', e.request],
    ['cs6Label', e.request === null ? null : 'request'],
    ['cn1', e.seq],
    ['cn1Label', 'place in the log'],
    ['cn2', e.version],
    ['cn2Label', e.version === null ? null : 'version'],
    ['cat', e.important ? 'important' : 'ordinary'],
  ];
  const extension = pairs
    .flatMap(([key, value]) => (value === null ? [] : [`${key}=${inValue(String(value))}`]))
    .join(' ');
  const head = [vendor, 'Strongroom', version, e.action, `${e.action}: ${e.verb}`].map(inHead).join('|');
  return `CEF:0|${head}|${cefSeverity[severityOf(e)]}|${extension}`;
}

const writers: Readonly<Record<EventFormat, (tenant: string, e: SealedEntry) => string>> = {
  ocsf: ocsfLine,
  cef: cefLine,
};

function eventLine(format: EventFormat, tenant: string, e: SealedEntry): string {
  return writers[format](tenant, e);
}

export function eventMessage(format: EventFormat, tenant: string, e: SealedEntry): SyslogMessage {
  const severity =
    e.outcome === 'done' ? (e.important ? severities.notice : severities.informational) : severities.warning;
  return { kind: format, severity, at: new Date(e.at), text: eventLine(format, tenant, e) };
}
