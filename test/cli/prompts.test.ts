import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPrompts } from '../../server/src/cli/prompts.ts';
import type { Prompts } from '../../server/src/cli/ports.ts';

const keys = {
  interrupt: '\u0003',
  end: '\u0004',
  escape: '\u001b',
  enter: '\r',
  space: ' ',
  down: '\u001b[B',
};

/** A terminal whose keys are pressed once something is shown. */
function terminal(pressed: readonly string[] = [], columns = 80) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns });
  const controller = new AbortController();
  let shown = '';
  let isPressed = false;
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (isPressed) return;
    isPressed = true;
    // The question listens once it has been shown as a whole.
    setImmediate(() => {
      for (const key of pressed) input.write(key);
    });
  });
  const prompts: Prompts = createPrompts({ input, output, signal: controller.signal });
  return { prompts, controller, hangUp: () => input.end(), shown: () => shown };
}

const fruits = ['apple', 'pear', 'plum'].map((value) => ({ value, label: `a ${value}` }));

describe('a question', () => {
  it.each([
    ['y', true],
    ['n', false],
    [keys.enter, false],
    [keys.interrupt, undefined],
    [keys.end, undefined],
  ])('is answered by %j', async (key, answer) => {
    const { prompts, shown } = terminal([key]);
    expect(await prompts.confirm('Go on?')).toBe(answer);
    expect(shown()).toContain('Go on?');
  });

  it('ends without an answer when the command is stopped', async () => {
    const { prompts, controller } = terminal();
    const answer = prompts.confirm('Go on?');
    controller.abort();
    expect(await answer).toBeUndefined();
  });

  it('ends without an answer when its terminal is gone', async () => {
    const { prompts, hangUp } = terminal();
    const answer = prompts.confirm('Go on?');
    hangUp();
    expect(await answer).toBeUndefined();
  });

  it('shows no escape that a file has put into it', async () => {
    const { prompts, shown } = terminal(['y']);
    await prompts.confirm('Write \u001b]0;title\u0007Dockerfile?');
    expect(shown()).not.toContain('\u001b]0;');
    expect(shown()).not.toContain('\u0007');
  });
});

describe('a choice', () => {
  it('gives the values that were marked, in the order of the list', async () => {
    const { down, enter, space } = keys;
    const { prompts, shown } = terminal([down, space, down, space, enter]);
    expect(await prompts.choose('Which?', fruits)).toEqual(['pear', 'plum']);
    expect(shown()).toContain('a apple');
  });

  it('may be of nothing', async () => {
    expect(await terminal([keys.enter]).prompts.choose('Which?', fruits)).toEqual([]);
  });

  it.each([keys.interrupt, keys.end])('is no choice when it is cancelled by %j', async (key) => {
    expect(await terminal([key]).prompts.choose('Which?', fruits)).toBeUndefined();
  });
});

describe('a bar', () => {
  it('shows how far it has come, in one line that is written over and taken away', () => {
    const { prompts, shown } = terminal();
    const bar = prompts.progress('Asking', 4);
    bar.update(1, 'python');
    bar.update(4, 'a');
    bar.end();
    expect(shown()).toBe(
      [
        '\rAsking [#####---------------] 1 of 4 python',
        '\rAsking [####################] 4 of 4 a     ',
        `\r${' '.repeat('Asking [####################] 4 of 4 a'.length)}\r`,
      ].join(''),
    );
  });

  it('stays in its line, however long a name is and whatever it holds', () => {
    const { prompts, shown } = terminal([], 40);
    prompts.progress('Asking', 2).update(1, `\u001b[2J\n${'x'.repeat(200)}`);
    expect(shown()).toHaveLength(40);
    expect(shown().slice(1)).not.toMatch(/\p{Cc}/u);
  });

  it('is full where there is nothing to do', () => {
    const { prompts, shown } = terminal();
    prompts.progress('Asking', 0).update(0, '');
    expect(shown()).toContain(`[${'#'.repeat(20)}] 0 of 0`);
  });
});
