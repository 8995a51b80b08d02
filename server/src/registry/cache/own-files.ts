import { lstat, mkdir } from 'node:fs/promises';
import type { Stats } from 'node:fs';

/** Makes the folder if need be; rejects when what is there is no folder, or is not this user's alone. */
export async function makeOwnFolder(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const stats = await lstat(home);
  if (!stats.isDirectory() || !isOwn(stats))
    throw Object.assign(new Error('not a folder of the user alone'), { code: 'not its own' });
}

/** Whether it is this user's and nobody else may write to it; Windows protects the folder by its own means. */
export function isOwn({ uid, mode }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
}
