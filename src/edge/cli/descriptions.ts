// How the answers of commands are told to people.
import type { InstallationLine, OwnerLink, Rescue, TenantLine } from './commands.ts';

export function describeRescue({ due, link }: Rescue): string {
  if (link !== null) return describeLink(link, 'a new password');
  return `Asked for. Every administrator has been told and can refuse it. Give the same command again from ${due.slice(0, 16).replace('T', ' ')} UTC on.`;
}

/** `whose`: what the link is for. */
export function describeLink({ url, expiresAt, running }: OwnerLink, whose = 'the first owner'): string {
  const start = running ? '' : '\nNothing serves at that address just now: `npm start` does.';
  return `Link for ${whose}, for one use until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC:\n  ${url}${start}`;
}

export function describeList(tenants: readonly TenantLine[]): string {
  if (tenants.length === 0) return 'There are no tenants yet. Make one: strongroom tenant create acme --name "Acme Oy"';
  const head = { slug: 'SLUG', state: 'STATE', address: 'ADDRESS', name: 'NAME' };
  const lines = [head, ...tenants];
  const width = (part: keyof typeof head): number => Math.max(...lines.map((line) => line[part].length));
  const [slug, state, address] = [width('slug'), width('state'), width('address')];
  return lines
    .map((line) => {
      const text = `${line.slug.padEnd(slug)}  ${line.state.padEnd(state)}  ${line.address.padEnd(address)}  ${line.name}`;
      return 'reason' in line && line.reason !== null ? `${text}\n${' '.repeat(slug + 2)}${line.reason}` : text;
    })
    .join('\n');
}

export function describeStatus(status: InstallationLine): string {
  const { serving } = status;
  return [
    serving === undefined ? 'Nothing serves just now.' : `Serving at ${serving.origin} (process ${serving.pid}).`,
    `Data: ${status.data}`,
    `Database: ${status.postgres}`,
    `Tenants: ${status.tenants}`,
    ...status.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
