// What the pictures and colours of signs are called; loaded where a sign is drawn.
import type { SignColour, SignPicture } from '../../contract/sign.ts';
import { wordsOf } from '../i18n/i18n.ts';

const pictures = {
  anchor: 'Anchor',
  apple: 'Apple',
  bird: 'Bird',
  boat: 'Sailing boat',
  castle: 'Castle',
  cat: 'Cat',
  cherry: 'Cherries',
  feather: 'Feather',
  fish: 'Fish',
  flower: 'Flower',
  key: 'Key',
  leaf: 'Leaf',
  moon: 'Moon',
  mountain: 'Mountain',
  rabbit: 'Rabbit',
  rocket: 'Rocket',
  snail: 'Snail',
  squirrel: 'Squirrel',
  star: 'Star',
  sun: 'Sun',
  tent: 'Tent',
  tree: 'Tree',
  turtle: 'Turtle',
  umbrella: 'Umbrella',
} as const satisfies Record<SignPicture, string>;

const colours = {
  blue: 'Blue',
  green: 'Green',
  plum: 'Plum',
  rust: 'Rust',
  slate: 'Slate',
} as const satisfies Record<SignColour, string>;

const under = <N extends string, K extends string>(at: N, words: Readonly<Record<K, string>>) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [`${at}.${name}`, word])) as Record<
    `${N}.${K}`,
    string
  >;

export const t = wordsOf({
  ...under('signs.picture', pictures),
  ...under('signs.colour', colours),
  'signs.sign.alone': '{colour} {picture}',
  'signs.sign.with': '{colour} {picture}: “{words}”',
  'signs.sign.choose': 'Choose a sign',
  'signs.sign.colour': 'Colour',
  'signs.sign.none': 'No sign',
  'signs.sign.picture': 'Picture',
  'signs.sign.save': 'Save',
  'signs.sign.saved': 'Saved.',
  'signs.sign.words': 'Words beside it',
  'signs.sign.wordsHelp': 'A few words nobody would guess, at most {most} characters. They may stay empty.',
} as const satisfies Record<string, string>);
