import type { Container, ContainerId, DocumentModel, RunStep } from '../model/document-model.ts';
import type { ImageReference } from '../reference/reference.ts';
import { commandLayers } from '../shell/commands.ts';
import type { Command, Word } from '../shell/script.ts';
import { programName } from '../shell/wrappers.ts';
import { baseUserOf } from './base-users.ts';
import { commandsOf } from './commands.ts';
import { isRoot, lineage } from './effective-user.ts';
import type { DocumentedRule, Fix } from './rule.ts';
import { stages } from './stages.ts';

export const sudoUsed: DocumentedRule = {
  id: 'sudo-used',
  meta: {
    title: 'Build step that runs `sudo`',
    checks:
      'A RUN has `sudo` where a command stands: at the beginning, behind `&&`, `||`, `;` and `|`, behind `env`, `xargs`, `find -exec` and the like, in subshells, in the argument of `sh -c` and in here-documents.',
    ignores: [
      '`sudo` as an argument: `apt-get install sudo`, `command -v sudo`, `usermod -aG sudo app`.',
      'Paths such as `/etc/sudoers`.',
      'What the container runs when it is started.',
    ],
    why: 'Steps run as root unless a USER says otherwise, so `sudo` changes nothing, or it shows that a user without rights can become root without a password: in the container as well.',
    remedy:
      'Leave `sudo` out. Write `USER root` above the steps that need it, and the other USER below them.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'safe',
      what: 'Deletes `sudo` and its options where the step surely runs as root: by a USER above it, or by what is known of the base image.',
      caution:
        'Where neither tells, the same fix is only offered and never made by itself: the base image may have a USER without rights. Write `USER root` above the step then.',
    },
    suppressWhen:
      'The image is a workstation for people, and the step shows that `sudo` works in it.',
    sampleReason: 'checks that sudo works for the developers who use this image',
    limitations: [
      'A script that the build runs may call `sudo`; only the Dockerfile is read.',
      '`su`, `gosu` and `doas` are not reported: they mostly give rights away.',
    ],
    equivalents: [
      { tool: 'hadolint', id: 'DL3004', isExact: true },
      { tool: 'trivy', id: 'DS-0010', isExact: true },
      { tool: 'checkov', id: 'CKV2_DOCKER_1', isExact: true },
      { tool: 'kics', id: '8ada6e80', isExact: true },
      { tool: 'semgrep', id: 'no-sudo-in-dockerfile', isExact: true },
      { tool: 'dockle', id: 'DKL-DI-0001', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: best practices for USER',
        url: 'https://docs.docker.com/build/building/best-practices/#user',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN «sudo» apt-get update && «sudo» -E apt-get install -y curl\n',
        fixed: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "deb https://deb.debian.org/debian trixie main" | «sudo» -u root \\\n    tee /etc/apt/sources.list\n',
        fixed:
          'FROM debian:13\nRUN echo "deb https://deb.debian.org/debian trixie main" | tee /etc/apt/sources.list\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN sh -c "«sudo» id" && env A=b «sudo» make\n',
        fixed: 'FROM debian:13\nRUN sh -c "id" && env A=b make\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nUSER app\nRUN «sudo» make install\n',
        note: 'Without `sudo` this step would run as another user, so there is no fix.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN <<EOF\nset -e\n«sudo» --user app make\nEOF\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN apt-get install -y sudo && usermod -aG sudo app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "Defaults lecture=never" > /etc/sudoers.d/lecture && echo "no sudo here"\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN command -v sudo || grep -r sudo /etc/group\nCMD ["sudo", "app"]\n',
      },
    ],
  },
  *check(document) {
    const isRootStep = rootSteps(document);
    for (const stage of stages(document))
      for (const run of stage.runs) {
        let isRootStepKnown: boolean | undefined;
        for (const { call: command } of commandsOf(run.script))
          for (const call of sudoCalls(command)) {
            isRootStepKnown ??= isRootStep(stage, run);
            yield {
              span: call.sudo.span,
              message: `\`sudo\` ${effectOn(run, call)}. Leave it out, and say with USER who runs a step.`,
              fixes: fixesFor(document, run, call, isRootStepKnown),
            };
          }
      }
  },
};

interface SudoCall {
  readonly sudo: Word;
  readonly options: readonly string[];
  /** The first word of what it runs; undefined when it runs nothing. */
  readonly program: Word | undefined;
}

function* sudoCalls(command: Command): Generator<SudoCall> {
  if (!command.words.some(({ text }) => text.endsWith('sudo'))) return;
  let sudo: Word | undefined;
  for (const { words } of commandLayers(command)) {
    const [first] = words;
    if (sudo !== undefined) yield callOf(command, sudo, first);
    sudo = programName(first) === 'sudo' ? first : undefined;
  }
  if (sudo !== undefined) yield { sudo, options: [], program: undefined };
}

function callOf({ words }: Command, sudo: Word, program: Word | undefined): SudoCall {
  const between = words.slice(
    words.indexOf(sudo) + 1,
    program === undefined ? undefined : words.indexOf(program),
  );
  return { sudo, options: between.map(({ text }) => text), program };
}

/** Whether nothing stands between `sudo` and its command but what changes nothing for root. */
function isPlainCall({ options }: SudoCall): boolean {
  return /^(?: (?:-[EHnP]+|--|--preserve-env(?:=\S*)?|--set-home|--non-interactive|(?:-u|--user) (?:root|#0)|--user=root|-uroot))*$/.test(
    options.map((text) => ` ${text}`).join(''),
  );
}

function effectOn({ user }: RunStep, { options }: SudoCall): string {
  if (user !== undefined && !isRoot(user))
    return `gives \`${user}\` the rights of root here, so the container lets that user become root as well`;
  const isForOther = options.some((text) => /^(?:-[a-zA-Z]*u|--user)/.test(text));
  return isForOther
    ? 'changes the user for this one command, which USER does in plain sight'
    : 'changes nothing for a step that runs as root, as steps do unless a USER says otherwise';
}

function fixesFor(
  document: DocumentModel,
  { user, isDeferred }: RunStep,
  call: SudoCall,
  isSafe: boolean,
): readonly Fix[] {
  const isFixable = !isDeferred && (user === undefined || isRoot(user)) && isPlainCall(call);
  if (!isFixable || call.program === undefined) return [];
  const between = document.text.slice(call.sudo.span.end, call.program.span.start);
  // A comment between continued lines stays the person's to move.
  return /\n\s*#/.test(between) ? [] : [fix(call.sudo, call.program, isSafe)];
}

function fix(sudo: Word, behind: Word, isSafe: boolean): Fix {
  return {
    title: 'Remove `sudo`',
    isSafe,
    edits: [{ span: { start: sudo.span.start, end: behind.span.start }, newText: '' }],
  };
}

/** Tells whether a step surely runs as root: by a USER above it, or by what is known of the image below it. */
function rootSteps(document: DocumentModel): (stage: Container, run: RunStep) => boolean {
  const bases = new Map<ContainerId, ImageReference>();
  for (const { role, image, container } of document.images)
    if (role === 'base' && container !== undefined && image.kind === 'reference')
      bases.set(container, image.reference);
  const rootUntil = new Map<Container, number>();
  return (stage, { user, span }) => {
    if (user !== undefined) return isRoot(user);
    let end = rootUntil.get(stage);
    if (end === undefined) {
      end = endOfRoot(document, stage, bases);
      rootUntil.set(stage, end);
    }
    return span.start < end;
  };
}

/** Where the first USER of a stage and those below it stands, if the image at the bottom starts as root; else 0. */
function endOfRoot(
  document: DocumentModel,
  stage: Container,
  bases: ReadonlyMap<ContainerId, ImageReference>,
): number {
  const line = lineage(document, stage);
  const base = bases.get(document.containers.indexOf(line.at(-1) ?? stage));
  const known = base && baseUserOf(base)?.user;
  if (known !== 'root' && known !== 'drops') return 0;
  const users = line.flatMap(({ grants }) => grants.filter(({ kind }) => kind === 'user'));
  return users.reduce((end, { span }) => Math.min(end, span.start), Number.POSITIVE_INFINITY);
}
