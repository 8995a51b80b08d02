import type { Shell } from './command.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';

/** A script that completes the words of `seaworthy` in a shell; it knows the ids of the rules itself. */
export function completionScript(shell: Shell, rules: readonly string[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(rules);
    case 'zsh':
      return zshScript(rules);
    case 'fish':
      return fishScript(rules);
  }
}
