// A sign: the picture in its colour and the words beside it. Said in words too, for whoever does not see it.
import {
  Anchor,
  Apple,
  Bird,
  Castle,
  Cat,
  Cherry,
  Feather,
  Fish,
  Flower2,
  KeyRound,
  Leaf,
  type LucideIcon,
  Moon,
  Mountain,
  Rabbit,
  Rocket,
  Sailboat,
  Snail,
  Squirrel,
  Star,
  Sun,
  Tent,
  TreePine,
  Turtle,
  Umbrella,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { Sign, SignPicture } from '../../contract/sign.ts';
import './sign.css';
import { t } from './words.ts';

export const pictures: { readonly [P in SignPicture]: LucideIcon } = {
  anchor: Anchor,
  apple: Apple,
  bird: Bird,
  boat: Sailboat,
  castle: Castle,
  cat: Cat,
  cherry: Cherry,
  feather: Feather,
  fish: Fish,
  flower: Flower2,
  key: KeyRound,
  leaf: Leaf,
  moon: Moon,
  mountain: Mountain,
  rabbit: Rabbit,
  rocket: Rocket,
  snail: Snail,
  squirrel: Squirrel,
  star: Star,
  sun: Sun,
  tent: Tent,
  tree: TreePine,
  turtle: Turtle,
  umbrella: Umbrella,
};

export function sayOf({ picture, colour, words }: Sign): string {
  const said = { picture: t(`signs.picture.${picture}`), colour: t(`signs.colour.${colour}`), words };
  return t(words === '' ? 'signs.sign.alone' : 'signs.sign.with', said);
}

export function SignMark({ sign }: { sign: Sign }): ReactElement {
  const Picture = pictures[sign.picture];
  return (
    <span className="sign">
      <span className={`sign-picture sign-${sign.colour}`} role="img" aria-label={sayOf({ ...sign, words: '' })}>
        <Picture aria-hidden />
      </span>
      {sign.words !== '' && <span className="sign-words">{sign.words}</span>}
    </span>
  );
}
