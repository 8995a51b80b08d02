import { constants, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';

/** Node declares all flags; Windows has but the first. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/** How a file is opened that must be the user's own: a link is not followed, and a named pipe does not hold up who opens it. */
export const readOwn = (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK;

/** Makes the folder if need be; rejects when what is there is no folder, or is not this user's alone. */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, newFolder);
  mustBeOwnFolder(await lstat(folder));
}

/** The same at once, for programs that have nobody to answer meanwhile; throws. */
export function makeOwnFolderNow(folder: string): void {
  mkdirSync(folder, newFolder);
  mustBeOwnFolder(lstatSync(folder));
}

const newFolder = { recursive: true, mode: 0o700 } as const;

function mustBeOwnFolder(stats: Stats): void {
  if (!stats.isDirectory() || !isOwn(stats))
    throw Object.assign(new Error('not a folder of the user alone'), { code: 'not its own' });
}

/** Whether it is this user's and nobody else may write to it; Windows protects the folder by its own means. */
export function isOwn({ uid, mode }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
}
