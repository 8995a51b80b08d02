import type { InspectionTools } from '../../server/src/analysis/questions/tools.ts';
import type { CliPorts } from '../../server/src/cli/ports.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { command, makeFolder, type Outcome } from './command-line.ts';
import { noTools } from './examining.ts';
import { imageShelf, indexNamed, push, type ImageShelf } from './image-shelf.ts';
import { asking } from './pin-command.ts';

/** The image that the shelf has as `app:1`. */
export const app = indexNamed('app', { 'linux/amd64': 'amd64', 'linux/arm64': 'arm64' });

export function shelfWithApp(): ImageShelf {
  const shelf = imageShelf();
  push(shelf, '1', app);
  return shelf;
}

/** Checks files in a folder of their own. */
export async function checkFiles(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  shelf: ImageRegistry = shelfWithApp(),
  ports: Partial<CliPorts> = {},
): Promise<Outcome> {
  const folder = await makeFolder(files);
  const all = { ...asking(shelf), folder: folder.path, root: folder.path, ...ports };
  return command(['check', ...words, folder.path], all);
}

/** Ports whose images are examined with these tools. */
export function withTools(tools: Partial<InspectionTools>): Partial<CliPorts> {
  return { createTools: () => ({ ...noTools, ...tools }) };
}

export const dockerfile = 'FROM app:1\nUSER 1000\n';
/** Nothing is on but what the test is about. */
export const quiet = 'rules: { image-stale: off }\n';
const signers = "signers: [{ identity: 'release@*', issuer: https://issuer.example.com }]";
/** A signature by whoever releases is required of all images of Docker Hub. */
export const requiring = `${quiet}require: [{ images: ['docker.io/**'], measures: [signature], ${signers} }]\n`;
