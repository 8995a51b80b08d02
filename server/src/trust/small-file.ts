import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const maximalSize = 1024 * 1024;

/**
 * Reads a regular file of at most a megabyte as UTF-8; rejects for all else. A team's configuration may name the file, and
 * in a stranger's repository that can be a link to a device that never ends or a pipe that never begins.
 */
export async function readSmallFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > maximalSize) throw new RangeError('no small file');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
