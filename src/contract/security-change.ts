// Security changes: the classes of change a policy may ask a second administrator for. An action says which it belongs to.
export const securityClasses = {
  roles: 'Roles: new ones, what they allow, removed ones, and saved tests of access that are removed.',
  members: 'Who holds which role, invitations, links to choose a password, accounts opened again.',
  keys: 'API keys: new ones, their rights and addresses, new secrets.',
  exports: 'What every export asks for, how much may leave a day, and above what administrators are told.',
  teams: 'Teams and territories: new ones, which stands below which, and who is in which.',
  shares: 'Single records shared with a person or a team.',
  deputies: 'Who stands in for whom.',
  applications: 'Connected applications: new ones, what they may do, where they may be answered, new secrets.',
  mail: 'The mail server: which one, under whose name, its password.',
  purge:
    'Deleting for good what lies in the bin, when that happens by itself, lifting a legal hold, and erasing what is held about a person.',
  factors: 'Who must have a second factor; taking somebody’s factors away.',
  signin:
    'How sessions end, what slows guessing down, letting in again who was blocked, the security policy, the sign of the company.',
  network: 'From which networks people, administrators and keys may come.',
  ledger: 'Where the ledger is sent, and how long its values are kept.',
  policy: 'This policy itself, as long as it asks for anything.',
} as const;
export type SecurityClass = keyof typeof securityClasses;

export function isSecurityClass(name: string): name is SecurityClass {
  return Object.hasOwn(securityClasses, name);
}
