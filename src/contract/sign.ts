// Signs by which people know the true page: a picture of a fixed set, a colour and a few words. Pure.
export const signPictures = [
  'anchor',
  'apple',
  'bird',
  'boat',
  'castle',
  'cat',
  'cherry',
  'feather',
  'fish',
  'flower',
  'key',
  'leaf',
  'moon',
  'mountain',
  'rabbit',
  'rocket',
  'snail',
  'squirrel',
  'star',
  'sun',
  'tent',
  'tree',
  'turtle',
  'umbrella',
] as const;
export type SignPicture = (typeof signPictures)[number];

export const signColours = ['blue', 'green', 'plum', 'rust', 'slate'] as const;
export type SignColour = (typeof signColours)[number];

export interface Sign {
  readonly picture: SignPicture;
  readonly colour: SignColour;
  /** may be empty: the picture alone */
  readonly words: string;
}

export const signWordsMost = 60;
