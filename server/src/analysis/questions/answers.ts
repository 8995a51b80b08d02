import type { Answer } from './answer.ts';
import type { Examination } from './examination.ts';
import { isItWhatIThink } from './is-it-what-i-think.ts';
import { whatIsInIt } from './what-is-in-it.ts';
import { whatIsItRunningOn } from './what-is-it-running-on.ts';
import { whatIsReallyInIt } from './what-is-really-in-it.ts';
import { whoMadeIt } from './who-made-it.ts';

/** The five answers, in the order of their questions. */
export function answersOf(examination: Examination): readonly Answer[] {
  return [
    whoMadeIt(examination),
    whatIsInIt(examination),
    whatIsReallyInIt(examination),
    isItWhatIThink(examination),
    whatIsItRunningOn(examination),
  ];
}
