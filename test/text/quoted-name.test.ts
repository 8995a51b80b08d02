import { describe, expect, it } from 'vitest';
import { quotedName } from '../../server/src/text/quoted-name.ts';

describe('a stranger’s name in a message', () => {
  it('is one line in which no Markdown and no escape works', () => {
    expect(quotedName('a`](command:x)\u001b[31m\n# b\u202E')).toBe("`a'] (command:x) [31m # b`");
  });

  it('is cut between characters, not within one', () => {
    expect(quotedName('😀'.repeat(200))).toBe(`\`${'😀'.repeat(100)}…\``);
  });
});
