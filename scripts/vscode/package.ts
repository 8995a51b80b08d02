import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Builds and packages the extension into `folder` and gives the path of the .vsix. */
export function packageExtension(folder: string): string {
  const vsix = path.join(folder, 'seaworthy.vsix');
  const vsce = path.join(root, 'node_modules/.bin/vsce');
  const packaged = spawnSync(vsce, ['package', '--no-dependencies', '--out', vsix], {
    cwd: root,
    encoding: 'utf8',
  });
  if (packaged.status !== 0) {
    throw new Error(`The extension cannot be packaged:\n${packaged.stdout}${packaged.stderr}`);
  }
  return vsix;
}
