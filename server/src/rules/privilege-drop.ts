import type { Container } from '../model/document-model.ts';
import type { Command, Script } from '../shell/script.ts';

/** Programs that go on as another user; to install one shows the intent. */
const droppers = /(?:^|\/)(?:gosu|su-exec|setpriv|s6-setuidgid|chpst|runuser)(?:[-_.]|$)/;
/** Programs that make users. */
const makers = /(?:^|\/)(?:useradd|adduser|groupadd|addgroup|newusers)$/;

/**
 * Whether a stage shows that its process does not stay root, although it has no USER: it makes a user,
 * brings along a program that changes users, or starts one.
 */
export function dropsPrivileges({ runs, startup, transfers }: Container): boolean {
  return (
    runs.some(({ script }) =>
      someWord(script, (word) => droppers.test(word) || makers.test(word)),
    ) ||
    startup.some(({ script }) => startsAsOther(script)) ||
    transfers.some(({ sources }) => sources.some(({ text }) => droppers.test(text)))
  );
}

/** `/init` is that of s6-overlay, whose services name their users. */
function startsAsOther(script: Script): boolean {
  const [first] = commandsOf(script);
  return (
    first?.words[0]?.text === '/init' ||
    commandsOf(script).some(isSu) ||
    someWord(script, (word) => droppers.test(word))
  );
}

function isSu({ words }: Command): boolean {
  return /^(?:\/bin\/)?su$/.test(words[0]?.text ?? '');
}

function someWord(script: Script, test: (word: string) => boolean): boolean {
  return commandsOf(script).some(({ words }) => words.some(({ text }) => test(text)));
}

function commandsOf({ pipelines }: Script): readonly Command[] {
  return pipelines.flatMap(({ commands }) => commands);
}
