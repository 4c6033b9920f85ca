// The texts of what a company asks of passwords; they are loaded with their page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'passwords.chars': 'Characters',
  'passwords.charsHelp': '{least} to {most}.',
  'passwords.classes': 'Kinds of characters every password must have',
  'passwords.classes.digit': 'A digit',
  'passwords.classes.sign': 'A sign or space',
  'passwords.classes.upperAndLower': 'Capital and small letters',
  'passwords.deviates': 'Deviates from the standard',
  'passwords.discourage': 'Ask browsers not to keep passwords',
  'passwords.expiry': 'A new password is asked for',
  'passwords.expiry.0': 'Never by age',
  'passwords.expiry.n': '{months, plural, one {Every month} other {Every # months}}',
  'passwords.help':
    'Nobody chooses a password that is in the list of a million from leaks, that is a word of a dictionary, or that is made of the own name, the company’s, or a season; letters swapped for digits are seen through. That cannot be switched off.',
  'passwords.history': 'Earlier passwords that may not come back',
  'passwords.historyHelp': '0 to {most}, the present one included. 0: hashes of earlier ones are not kept.',
  'passwords.least': 'Shortest password',
  'passwords.least.own': 'So many characters:',
  'passwords.least.usual': '15 characters; 12 of whoever must have a second factor',
  'passwords.save': 'Save',
  'passwords.saved': 'Saved. New passwords obey at once.',
  'passwords.standard':
    'The standard (NIST SP 800-63B-4, ASVS 5.0) advises against what follows. It is here for companies that are bound to it otherwise.',
  'passwords.why.classes':
    'People answer kinds of characters with a capital in front and “1!” behind, which guessers know.',
  'passwords.why.discourageSaving':
    'Browsers may ignore it, and whoever types passwords from memory chooses worse ones. Passkeys and short sessions do better what is meant by it.',
  'passwords.why.expiryMonths':
    'Whoever must change a password often changes one digit of it. It is asked for at once when a sign-in was somebody else. People are told two weeks before, and have two weeks where the rule is new.',
  'passwords.why.history':
    'It only matters with expiry, and keeps hashes of passwords that people may still use elsewhere.',
  'passwords.why.least': 'Fifteen characters are asked of a password that is the only factor; eight with a second one.',
  'passwords.words': 'Words of the company nobody builds a password on',
  'passwords.wordsHelp':
    'One a line: products, projects, the town you are in. Your company’s name and the person’s own are seen to already.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
