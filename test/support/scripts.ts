import type {
  Command,
  Pipeline,
  Redirection,
  Script,
  Word,
} from '../../server/src/shell/script.ts';

/**
 * A script in short, one line a pipeline, nested ones indented below the command that holds them:
 * `&& (A=b) curl ~$URL {2>& 1} | sh`. Words with blanks are in `‹›`, dynamic ones have a `~`.
 */
export function renderScript({ pipelines }: Script): readonly string[] {
  const depths = new Map<Command, number>();
  return pipelines.map((pipeline) => {
    const depth =
      pipeline.holder === undefined ? 0 : (depths.get(pipeline.holder.command) ?? 0) + 1;
    for (const command of pipeline.commands) depths.set(command, depth);
    return '  '.repeat(depth) + renderPipeline(pipeline);
  });
}

function renderPipeline({ joint, commands, holder }: Pipeline): string {
  const parts = [commands.map(renderCommand).join(' | ')];
  if (joint !== 'start') parts.unshift(joint);
  if (holder !== undefined) parts.unshift(`${holder.relation}:`);
  return parts.join(' ');
}

function renderCommand({ assignments, words, redirections }: Command): string {
  const isCompound = words.length === 0 && assignments.length === 0;
  const parts = [
    ...(isCompound ? ['…'] : []),
    ...assignments.map((word) => `(${renderWord(word)})`),
    ...words.map(renderWord),
    ...redirections.map(renderRedirection),
  ];
  return parts.join(' ');
}

function renderWord({ text, isDynamic }: Word): string {
  const escaped = text.replaceAll('\n', '⏎').replaceAll('\t', '⇥');
  return (isDynamic ? '~' : '') + (/^$|[ ⏎⇥]/.test(escaped) ? `‹${escaped}›` : escaped);
}

function renderRedirection({ descriptor, operator, target }: Redirection): string {
  return `{${String(descriptor ?? '')}${operator} ${renderWord(target)}}`;
}
