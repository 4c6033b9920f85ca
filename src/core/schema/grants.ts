// What each database role of a tenant may do, table by table. Deny by default: a table that is not listed cannot be touched by anybody but its owner.

/** The tenant's roles by purpose; the names themselves are random. */
export interface TenantRoles {
  readonly app: string;
  readonly reader: string;
  readonly sealer: string;
  readonly eraser: string;
  readonly backup: string;
}

type Privileges = { readonly [R in keyof TenantRoles]?: string };

const records: Privileges = { app: 'select, insert, update', eraser: 'select, update, delete', backup: 'select' };

/** Every table with its privileges. Nobody may update the ledger; the eraser may take values away, the sealer may take the queue and add to the log. */
export const tablePrivileges: Readonly<Record<string, Privileges>> = {
  'data.company': records,
  'data.contact': records,
  'data.deal': records,
  'data.dealLine': records,
  'data.activity': records,
  'data.product': records,
  'data.priceList': records,
  'data.price': records,
  'data.exchangeRate': records,
  'data.tag': records,
  'data.pipeline': records,
  'data.stage': records,
  'data.user': records,
  'data.team': records,
  'data.territory': records,
  'core.access_version': { app: 'select', backup: 'select' },
  'core.region': { app: 'select, update', backup: 'select' },
  'core.idempotency': { app: 'select, insert, update, delete', backup: 'select' },
  'core.own_field': { app: 'select, insert, update, delete', backup: 'select' },
  'core.own_object': { app: 'select, insert, update, delete', backup: 'select' },
  'core.share': { app: 'select, insert, update, delete', backup: 'select' },
  'core.access_request': { app: 'select, insert, update', backup: 'select' },
  'core.look': { app: 'select, insert, update', backup: 'select' },
  'core.deputy': { app: 'select, insert, update, delete', backup: 'select' },
  'core.role': { app: 'select, insert, update, delete', backup: 'select' },
  'core.member_role': { app: 'select, insert, delete', backup: 'select' },
  'core.api_key': { app: 'select, insert, update', backup: 'select' },
  'core.api_key_secret': { app: 'select, insert, update, delete', backup: 'select' },
  'core.api_key_use': { app: 'select, insert, update, delete', backup: 'select' },
  'core.api_key_rate': { backup: 'select' },
  'core.application': { app: 'select, insert, update', backup: 'select' },
  'core.application_secret': { app: 'select, insert, update, delete', backup: 'select' },
  'core.authorization_code': { app: 'select, insert, update, delete', backup: 'select' },
  'core.refresh_token': { app: 'select, insert, update, delete', backup: 'select' },
  'core.approval_policy': { app: 'select, update', backup: 'select' },
  'core.pending_change': { app: 'select, insert, update', backup: 'select' },
  'core.legal_hold': { app: 'select, insert, update', backup: 'select' },
  'core.bin_policy': { app: 'select, update', backup: 'select' },
  'core.forget_due': { app: 'select, insert, delete', backup: 'select' },
  'core.erasure': { app: 'select, insert, update', backup: 'select' },
  'core.sign_in_policy': { app: 'select, update', backup: 'select' },
  'core.security_policy': { app: 'select, insert', backup: 'select' },
  'core.policy_acknowledgement': { app: 'select, insert', backup: 'select' },
  'core.own_region': { app: 'select, insert, update, delete', backup: 'select' },
  'core.own_sign': { app: 'select, insert, update, delete', backup: 'select' },
  'core.loss_report': { app: 'select, insert, update', backup: 'select' },
  'core.tip_seen': { app: 'select, insert, delete', backup: 'select' },
  'core.address_failure': { app: 'select, insert, update, delete', backup: 'select' },
  'core.network': { app: 'select, update', backup: 'select' },
  'core.network_count': { app: 'select, insert, update, delete', backup: 'select' },
  'core.leak_check': { app: 'select, insert, delete', backup: 'select' },
  'core.access_test': { app: 'select, insert, update, delete', backup: 'select' },
  'core.export_rules': { app: 'select, update', backup: 'select' },
  'core.export_taken': { app: 'select, insert, update, delete', backup: 'select' },
  'core.mail_server': { app: 'select, insert, update, delete', sealer: 'select', backup: 'select' },
  'core.mail_hold': { app: 'select, insert', sealer: 'select', backup: 'select' },
  'core.mail': { app: 'select, insert, update, delete', backup: 'select' },
  'core.factor': { app: 'select, insert, update, delete', backup: 'select' },
  'core.recovery_code': { app: 'select, insert, delete', backup: 'select' },
  'core.used_challenge': { app: 'select, insert, delete', backup: 'select' },
  'core.factor_policy': { app: 'select, update', backup: 'select' },
  'core.rescue': { app: 'select, insert, update', backup: 'select' },
  'core.notice': { app: 'select, insert, update, delete', backup: 'select' },
  'core.session': { app: 'select, insert, update, delete', backup: 'select' },
  'core.credential': { app: 'select, insert, update, delete', backup: 'select' },
  'core.password_history': { app: 'select, insert, delete', backup: 'select' },
  'core.erased_person': { app: 'select, insert, update', backup: 'select' },
  'core.link': { app: 'select, insert, update, delete', backup: 'select' },
  'core.device': { app: 'select, insert, update, delete', backup: 'select' },
  'core.attempt': { app: 'select, insert, update, delete', backup: 'select' },
  'core.operation': { app: 'select, insert, update', backup: 'select' },
  'core.ledger': { app: 'select, insert', sealer: 'select', eraser: 'select', backup: 'select' },
  'core.ledger_values': { app: 'select, insert', eraser: 'select, delete', backup: 'select' },
  'core.ledger_tally': { app: 'select', sealer: 'select, insert, update', backup: 'select' },
  'core.ledger_retention': { app: 'select, update', backup: 'select' },
  'core.ledger_archive': { app: 'select, insert, update', backup: 'select' },
  'core.ledger_archive_block': { app: 'select, insert, update, delete', backup: 'select' },
  'core.ledger_part': { app: 'select', sealer: 'select', backup: 'select' },
  'core.ledger_unsealed': { app: 'select, insert', sealer: 'select, update, delete', backup: 'select' },
  'core.ledger_leaf': { app: 'select', sealer: 'select, insert', backup: 'select' },
  'core.ledger_node': { app: 'select', sealer: 'select, insert', backup: 'select' },
  'core.ledger_head': { app: 'select', sealer: 'select, insert', backup: 'select' },
  'core.ledger_state': { app: 'select', sealer: 'select, update', backup: 'select' },
  'core.ledger_receiver': { app: 'select, insert, delete', sealer: 'select', backup: 'select' },
  'core.ledger_delivery': { app: 'select', sealer: 'select, insert, update', backup: 'select' },
  'core.restriction': { app: 'select, insert, delete', backup: 'select' },
  'core.subject_request': { app: 'select, insert, update', backup: 'select' },
  'core.use_mark': { app: 'select, insert, update, delete', backup: 'select' },
  'core.saved_totals': { app: 'select, insert, update', backup: 'select' },
  'core.saved_search': { app: 'select, insert, update, delete', backup: 'select' },
  'core.ledger_check': { app: 'select, insert', backup: 'select' },
  'core.host_act': { app: 'select, insert', backup: 'select' },
  'core.outbox': { app: 'select, insert, delete', backup: 'select' },
  'core.job': { app: 'select, insert, update, delete', backup: 'select' },
  'core.reminder': { app: 'select, insert, update, delete', backup: 'select' },
  'core.file': { app: 'select, insert, update, delete', backup: 'select' },
  'core.kept': { app: 'select, insert, update, delete', backup: 'select' },
  'core.migration': { app: 'select', backup: 'select' },
};

/** What generated columns, indexes and every reader need. */
const openFunctions = ['core.fold(text)'];

/** Functions the app role alone calls; every other function of schema core is closed to it. */
const appFunctions = [
  'core.assert_session(bytea, bigint, timestamptz, boolean)',
  'core.assert_user(uuid, bigint, boolean)',
  'core.assert_key(bytea, uuid, bigint, timestamptz, inet, boolean)',
  'core.take_key_requests(uuid, integer, integer, timestamptz)',
  'core.add_own_column(text, text, text)',
  'core.add_own_index(text, text, text)',
  'core.drop_own_column(text, text)',
  'core.add_own_table(text)',
  'core.lock_rights()',
  'core.assert_network(bigint)',
  'core.purge(text, uuid[])',
  'core.assert_watcher(bytea, bigint, timestamptz)',
  'core.committed_later(timestamptz)',
  'core.oldest(jsonb)',
];

/** What the sealer calls beside: parts of the ledger for the months to come. */
const sealerFunctions = ['core.make_ledger_part(timestamptz)'];

/** SQL to run as the owner of the schemas, after the last migration. Tables in `present` but not listed get nothing. */
export function grantStatements(roles: TenantRoles, present: ReadonlySet<string>): string[] {
  const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const everyone = [...new Set(Object.values(roles))].map(quote).join(', ');
  const out = [
    `revoke all on all tables in schema core, data from ${everyone}, public`,
    'revoke all on all functions in schema core from public',
    `grant usage on schema core, data, ext to ${everyone}`,
    `grant usage on all sequences in schema core to ${quote(roles.app)}`,
    `grant select on all sequences in schema core to ${quote(roles.backup)}`,
    ...openFunctions.map((f) => `grant execute on function ${f} to ${everyone}`),
    ...appFunctions.map((f) => `grant execute on function ${f} to ${quote(roles.app)}`),
    ...sealerFunctions.map((f) => `grant execute on function ${f} to ${quote(roles.sealer)}`),
  ];
  const own = [...present]
    .filter((table) => /^data\.own_[0-9a-f]{12}$/.test(table))
    .map((table) => [table, records] as const);
  for (const [table, privileges] of [...Object.entries(tablePrivileges), ...own]) {
    if (!present.has(table)) continue;
    const [schema, name] = table.split('.') as [string, string];
    for (const [role, list] of Object.entries(privileges) as [keyof TenantRoles, string][]) {
      out.push(`grant ${list} on ${schema}.${quote(name)} to ${quote(roles[role])}`);
    }
  }
  return out;
}
