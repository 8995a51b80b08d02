import type { PinData } from './action-data.ts';

/** How a person is told of a change. */
export interface ChangeWords {
  /** What registries are asked for, as in "to pin images". */
  readonly purpose: string;
  /** What the progress bar says. */
  readonly progress: string;
  /** What the editor calls it where it is undone. */
  readonly label: string;
  /** How a sentence begins that says why it was not done. */
  readonly nothingDone: string;
}

export const pinningWords: ChangeWords = {
  purpose: 'pin images',
  progress: 'Pinning images',
  label: 'Pin images',
  nothingDone: 'Nothing was pinned',
};

const describing: ChangeWords = {
  purpose: 'look for other tags',
  progress: 'Looking for the most descriptive tag',
  label: 'Use the most descriptive tag',
  nothingDone: 'Nothing was changed',
};

const unpinning: ChangeWords = {
  purpose: 'unpin images',
  progress: 'Unpinning an image',
  label: 'Unpin an image',
  nothingDone: 'Nothing was unpinned',
};

/** The words for each kind of action that ends in one edit. */
export const pinWords: Readonly<Record<PinData['kind'], ChangeWords>> = {
  pin: { ...pinningWords, progress: 'Pinning an image' },
  'pin-all': pinningWords,
  unpin: unpinning,
  describe: describing,
  'describe-and-pin': describing,
};
