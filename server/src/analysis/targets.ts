import { lowerCompose } from '../compose/lower.ts';
import { resolvePath, type Files } from '../text/files.ts';

/** The Compose files that are looked for beside a Dockerfile and in the folder above it. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * The stages that Compose files near a Dockerfile build, and the last one, which everybody else builds; none
 * when no Compose file names one. Asked for only where there is more than one stage to choose, as it means
 * reading further files. `path` ends with the Dockerfile's folder and name, as far as they are known.
 */
export function targetsOf(text: string, path: string, files: Files): readonly string[] {
  const stages = text.match(/^[ \t]*from[ \t]/gim)?.length ?? 0;
  const [name = '', folder] = path.split('/').reverse();
  if (stages < 2 || name === '') return [];
  const named = [
    ...targetsIn('', name, files),
    ...(folder === undefined ? [] : targetsIn('../', `${folder}/${name}`, files)),
  ];
  return named.length === 0 ? [] : [...named, String(stages - 1)];
}

/** What the Compose files of a folder build from a Dockerfile, whose path is relative to that folder. */
function targetsIn(folder: string, dockerfile: string, files: Files): readonly string[] {
  return composeNames.flatMap((name) => {
    const content = files.read(folder + name);
    if (content === undefined || !mayNameTarget(content)) return [];
    return lowerCompose(content).containers.flatMap(({ build }) => {
      const file = resolvePath(build?.context ?? '.', build?.dockerfile ?? 'Dockerfile');
      return build?.target !== undefined && file === dockerfile ? [build.target] : [];
    });
  });
}

/** `target:` in the lines of a `build:`, and not in those of a mount or a port. */
const blockTarget =
  /^([ \t]*)["']?build["']?:[ \t]*(?:#.*)?\r?\n(?:(?:\1[ \t].*|[ \t]*)\r?\n)*?\1[ \t]+["']?target["']?:/m;
/** A build in braces, behind an anchor or an alias. */
const otherBuild = /build["']?:[ \t]*[{&*!?]/;

/** Whether a Compose file can name a stage to build; most cannot, and need not be read. */
function mayNameTarget(text: string): boolean {
  return text.includes('target') && (blockTarget.test(text) || otherBuild.test(text));
}
