// Personal data the machinery keeps beside the records: where it lies, why, and how long. Checked against the schema.

export const machineryPersonal: readonly (readonly [string, string, string, string, string])[] = [
  [
    'core.session.address',
    'Address a session was opened from',
    'plain',
    'the person recognises own sessions',
    'until the session is removed',
  ],
  [
    'core.session.user_agent',
    'Browser of a session',
    'plain',
    'the person recognises own sessions',
    'until the session is removed',
  ],
  [
    'core.credential.phc',
    'Hash of the password',
    'Argon2id',
    'sign-in',
    'until the password changes or the person is erased',
  ],
  [
    'core.device.token_hash',
    'Hash of a device cookie',
    'SHA-256',
    "strangers' failures do not lock out a known browser",
    'until it expires',
  ],
  [
    'core.attempt.name_hash',
    'Failed sign-ins by name',
    'keyed hash',
    'guessing is slowed down',
    'a day after the last attempt',
  ],
  ['core.ledger.actor', 'Who did something', 'plain (id)', 'what happened can be proved', "by the tenant's policy"],
  [
    'core.ledger.address',
    'Address somebody acted from',
    'plain',
    'what happened can be proved',
    "by the tenant's policy",
  ],
  [
    'core.ledger_values.plain',
    'Old and new values of changed fields',
    'plain',
    'history and undo',
    "by the tenant's policy; erased with the person",
  ],
  [
    'core.ledger_values.sealed',
    'Old and new values of protected fields',
    'sealed',
    'history and undo',
    "by the tenant's policy; erased with the person",
  ],
];
