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
  ...under('picture', pictures),
  ...under('colour', colours),
  'sign.alone': '{colour} {picture}',
  'sign.with': '{colour} {picture}: “{words}”',
  'sign.choose': 'Choose a sign',
  'sign.colour': 'Colour',
  'sign.none': 'No sign',
  'sign.picture': 'Picture',
  'sign.save': 'Save',
  'sign.saved': 'Saved.',
  'sign.words': 'Words beside it',
  'sign.wordsHelp': 'A few words nobody would guess, at most {most} characters. They may stay empty.',
} as const satisfies Record<string, string>);
