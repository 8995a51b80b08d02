import { explainNotice } from '../analysis/registry-sentences.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { CliPorts } from './ports.ts';
import { tell } from './sources.ts';

/** The registries as a command asks them: it tells what a person must know, and each request when that is wanted. */
export function registryFor(
  ports: CliPorts,
  isVerbose: boolean,
): ImageRegistry | Promise<ImageRegistry> {
  return ports.createRegistry({
    log: (line) => {
      if (isVerbose) tell(ports, line);
    },
    onNotice: (notice) => {
      if (isVerbose || notice.kind !== 'rate-limit') tell(ports, explainNotice(notice));
    },
  });
}
