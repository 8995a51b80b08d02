import { lowerCompose } from '../compose/lower.ts';
import type { Files } from '../text/files.ts';

/** The Compose files that are looked for beside a Dockerfile. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * The stages that Compose files beside a Dockerfile build. Asked for only where there is more than one stage
 * to choose, as it means reading further files.
 */
export function targetsOf(text: string, name: string, files: Files): readonly string[] {
  const stages = text.match(/^[ \t]*from[ \t]/gim)?.length ?? 0;
  if (stages < 2 || name === '') return [];
  const named = composeNames.flatMap((compose) => {
    const content = files.read(compose);
    if (content?.includes('target:') !== true) return [];
    return lowerCompose(content, compose, files).containers.flatMap(({ build }) =>
      build?.target !== undefined && isThis(build.context, build.dockerfile, name)
        ? [build.target]
        : [],
    );
  });
  // The last stage is what everybody else builds.
  return named.length === 0 ? [] : [...named, String(stages - 1)];
}

/** Whether a build in this folder uses the Dockerfile of that name. */
function isThis(context: string | undefined, dockerfile = 'Dockerfile', name: string): boolean {
  return /^(?:\.\/?)?$/.test(context ?? '.') && dockerfile.replace(/^\.\//, '') === name;
}
