// The texts of choosing a password; they are loaded with the pages that have one.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'password.another': 'Another one',
  'password.asks': 'Your company asks for {what}.',
  'password.asks.digit': 'a digit',
  'password.asks.sign': 'a sign or space',
  'password.asks.upperAndLower': 'capital and small letters',
  'password.bits': 'about 2 to the power of {bits} tries',
  'password.discouraged':
    'Your company wants browsers not to keep this password. A browser or manager may keep it all the same; a passkey with short sessions does better what is meant by it.',
  'password.help': 'At least {least} characters. A sentence of your own is best; any character is allowed.',
  'password.level.0': 'Guessed at once',
  'password.level.1': 'Weak',
  'password.level.2': 'Fair',
  'password.level.3': 'Good',
  'password.level.4': 'Strong',
  'password.meter': 'Strength',
  'password.phrase': 'Suggested phrase',
  'password.phraseHelp':
    '{count} words drawn at random from {of}: 2 to the power of {bits} ways. Made in this browser and sent nowhere.',
  'password.phraseLonger': 'One word more',
  'password.phraseUse': 'Use this phrase',
  'password.refused': 'It would not be taken: {reason}',
  'password.suggest': 'Suggest a phrase',
  'password.taken':
    'Nothing speaks against it here; when you save it is held against a million passwords and words besides.',
  'password.why.common': 'A part of it is a password that guessers try first.',
  'password.why.everyday': 'Seasons, months, days, greetings and “password” in any language add next to nothing.',
  'password.why.repeat': 'What is repeated adds next to nothing.',
  'password.why.run': 'Runs along the alphabet or the keyboard, and the same character again, add nothing.',
  'password.why.short': 'It is shorter than the {least} characters that are asked for.',
  'password.why.swaps': 'Digits and signs in place of letters add nothing: guessers swap them too.',
  'password.why.words':
    'It is made of {count, plural, one {a word} other {# words}} of a dictionary. Two more words are worth more than any sign.',
  'password.why.year': 'A year adds little.',
  'password.why.yours': 'Your name, your address and your company are tried first.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
