// Whether this installation sends mail at all, and which mail servers of its own network tenants may use: said by who runs it, off unless said.

export interface MailSwitch {
  readonly on: boolean;
  /** `host:port` in lower case: reached although they are in a private network, and without TLS if a tenant says so */
  readonly ownServers: ReadonlySet<string>;
}

let present: MailSwitch = { on: false, ownServers: new Set() };

/** At start, by whoever composes the program. */
export function setMail(next: MailSwitch): void {
  present = next;
}

export function mailSwitch(): MailSwitch {
  return present;
}

export function isOwnServer(host: string, port: number): boolean {
  return present.ownServers.has(`${host.toLowerCase()}:${port}`);
}
