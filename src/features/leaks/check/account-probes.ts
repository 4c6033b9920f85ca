// Why nothing of a record can come out by what is about accounts, second factors and mail.

const secret = 'it answers with nothing but what was sent, or with a secret of its own';
const ownThings = 'it is about what one has started or been given oneself';
const configuration = 'it is about roles, fields or settings; no record stands in it';

export const accountProbes: Readonly<Record<string, string>> = {
  'session.challenge': secret,
  'session.startByPasskey': secret,
  'session.factorOptions': ownThings,
  'session.showFactor': secret,
  'session.stepUp': secret,
  'session.signIns': ownThings,
  'session.notMe': secret,
  'factor.list': ownThings,
  'factor.beginTotp': secret,
  'factor.confirmTotp': secret,
  'factor.beginPasskey': secret,
  'factor.addPasskey': secret,
  'factor.remove': ownThings,
  'factor.newRecoveryCodes': secret,
  'factor.policy': configuration,
  'factor.setPolicy': configuration,
  'factor.rescue': 'who may take factors away acts on accounts, not on their records',
  'factor.rescues': 'they are about accounts, not about records',
  'factor.refuseRescue': 'they are about accounts, not about records',
  'mail.setup': configuration,
  'mail.setServer': configuration,
  'mail.removeServer': configuration,
  'mail.test': 'it sends a message in which no record stands',
  'mail.list': 'messages are about accounts and the ledger, not about records',
  'mail.view': 'messages are about accounts and the ledger, not about records',
  'mail.retry': 'messages are about accounts and the ledger, not about records',
  'mail.cancel': 'messages are about accounts and the ledger, not about records',
};
