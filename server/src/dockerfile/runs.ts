import type { RunMount, RunStep } from '../model/document-model.ts';
import type { Grant } from '../model/grants.ts';
import { knownText } from '../model/template.ts';
import { sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Dialect } from '../shell/script.ts';
import { mountFields, type Flag, type FlaggedText, type MountField } from './flags.ts';
import type { Instruction } from './instructions.ts';
import type { Scope } from './scope.ts';
import { scriptOf } from './scripts.ts';

/** What a RUN is read with. */
export interface RunContext {
  readonly source: MappedText;
  readonly scope: Scope;
  readonly dialect: Dialect;
  readonly user: string | undefined;
  readonly escape: string;
  readonly isDeferred: boolean;
}

export function runOf(
  instruction: Instruction,
  { flags, rest }: FlaggedText,
  { source, scope, dialect, user, escape, isDeferred }: RunContext,
): RunStep {
  return {
    span: instruction.span,
    script: scriptOf(source, instruction, rest, dialect, escape),
    mounts: flags.flatMap((flag) => (flag.name === 'mount' ? mountOf(flag, scope) : [])),
    user,
    isDeferred,
  };
}

function mountOf({ value, span }: Flag, scope: Scope): RunMount {
  const fields = mountFields(value);
  const text = (...keys: readonly string[]): string | undefined => {
    const field = fields.find(({ key }) => keys.includes(key));
    return field && (knownText(scope.expandWord(field.value)) ?? field.value.text);
  };
  return {
    span,
    type: text('type')?.toLowerCase() ?? 'bind',
    id: text('id'),
    target: text('target', 'dst', 'destination'),
    environment: text('env'),
  };
}

/** What the flags of a RUN grant to the step: the host's network, no sandbox, secrets that others can read. */
export function runGrants(flags: readonly Flag[], scope: Scope): readonly Grant[] {
  return flags.flatMap(({ name, value, span, removal }): readonly Grant[] => {
    const setting = value.text.toLowerCase();
    if (name === 'network' && setting === 'host') {
      const host = sourceSpan(value, { start: 0, end: setting.length });
      const network = { namespace: 'network', phase: 'build' } as const;
      return [{ kind: 'host-namespace', ...network, span: host, removal }];
    }
    if (name === 'security' && setting === 'insecure')
      return [{ kind: 'insecure-build', span, removal }];
    return name === 'mount' ? secretModes(mountFields(value), scope) : [];
  });
}

function secretModes(fields: readonly MountField[], scope: Scope): readonly Grant[] {
  const type = fields.find(({ key }) => key === 'type')?.value.text.toLowerCase();
  if (type !== 'secret' && type !== 'ssh') return [];
  return fields.flatMap(({ key, value, span, removal }) => {
    if (key !== 'mode') return [];
    const mode = knownText(scope.expandWord(value)) ?? '';
    return /^[0-7]+$/.test(mode) ? [{ kind: 'secret-mount-mode', mode, span, removal }] : [];
  });
}
