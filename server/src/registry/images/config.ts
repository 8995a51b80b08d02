import { plainLine } from '../../text/plain-line.ts';
import type { ImageDetails } from '../image-source.ts';
import { objectIn, parseJsonObject, textIn } from '../json.ts';
import { isKnown, readPlatform } from '../platform.ts';
import { readHistory, type ConfigStep } from './history.ts';
import { textListIn, textsIn } from './texts.ts';
import { readTime } from '../time.ts';

/** What an image's configuration says. */
export interface ImageConfig extends Omit<ImageDetails, 'manifest' | 'history'> {
  readonly history: readonly ConfigStep[];
}

const maximalVolumes = 500;
const longestPath = 4_096;

/**
 * Reads a configuration (OCI image specification, "Image Configuration"; Docker's is alike). A member that is missing or of
 * another type counts as empty; undefined when it is no image's configuration at all. What two images are compared by is not
 * cut, as a change could hide behind the cut: whoever fetches the bytes bounds them. `now` in milliseconds since
 * 1970-01-01 UTC.
 */
export function readConfig(bytes: Uint8Array, now: number): ImageConfig | undefined {
  const fields = parseJsonObject(bytes);
  if (fields === undefined || !('architecture' in fields || 'rootfs' in fields)) return undefined;
  const config = objectIn(fields, 'config');
  const platform = readPlatform(fields);
  return {
    platform: platform && isKnown(platform) ? platform : undefined,
    created: readTime(textIn(fields, 'created'), now),
    user: textIn(config, 'User'),
    environment: textListIn(config, 'Env'),
    entrypoint: textListIn(config, 'Entrypoint'),
    command: textListIn(config, 'Cmd'),
    exposedPorts: Object.keys(objectIn(config, 'ExposedPorts')).filter((port) =>
      /^[\w/-]{1,64}$/.test(port),
    ),
    workingDirectory: textIn(config, 'WorkingDir'),
    volumes: Object.keys(objectIn(config, 'Volumes')).filter(isPath).slice(0, maximalVolumes),
    stopSignal: textIn(config, 'StopSignal'),
    healthCheck: textListIn(objectIn(config, 'Healthcheck'), 'Test'),
    author: textIn(fields, 'author'),
    history: readHistory(fields, now),
    labels: textsIn(config, 'Labels'),
  };
}

function isPath(text: string): boolean {
  return text !== '' && text.length <= longestPath && plainLine(text) === text;
}
