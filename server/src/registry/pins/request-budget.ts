import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwn, makeOwnFolder } from '../../disk/own-files.ts';
import { codeOf } from '../../text/error-code.ts';
import type { RequestBudget } from '../pin-knowledge.ts';

export interface RequestBudgetOptions {
  /** The program's folder among the user's caches. */
  readonly folder: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
  /** Gets one line when the folder cannot be used. */
  readonly log?: (line: string) => void;
}

const dayName = /^\d{4}-\d\d-\d\d$/;
/** As much as any limit; a file that is much longer was not written by us. */
const largestLimit = 10_000;
/** A request is a line: eight digits that tell who counted it, and a line end. */
const lineLength = 9;

// A link is not followed; Windows has no flag for it.
const { O_NOFOLLOW = 0 } = constants as Partial<typeof constants>;
const appending = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | O_NOFOLLOW;

/**
 * Counts the requests of a day (UTC) as the lines of a file, which every process appends to: the system puts the
 * lines of all of them one behind the other, so that none is lost and nobody has to lock anything. Who counts some
 * looks where its lines came to stand, and may send when that is within the limit; so all together never send more.
 */
export function requestBudget({
  folder,
  now = Date.now,
  log = () => undefined,
}: RequestBudgetOptions): RequestBudget {
  const home = join(folder, 'requests-1');
  let day = '';
  let hasComplained = false;

  function complain(reason: string): void {
    if (!hasComplained) log(`background checks: ${home} cannot be used (${reason})`);
    hasComplained = true;
  }

  /** The file of today; made ready once a day. */
  async function fileOfToday(): Promise<string> {
    const today = new Date(now()).toISOString().slice(0, 10);
    if (today !== day) {
      await makeOwnFolder(home);
      await removeEarlier(home, today);
      day = today;
    }
    return join(home, today);
  }

  async function used(): Promise<number> {
    const today = new Date(now()).toISOString().slice(0, 10);
    try {
      return Math.ceil((await lstat(join(home, today))).size / lineLength);
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') complain(codeOf(cause));
      return 0;
    }
  }

  return {
    used,
    async take(requests, limit) {
      if (!Number.isSafeInteger(requests) || requests < 1 || requests > largestLimit) return false;
      if ((await used()) + requests > limit) return false;
      try {
        return (await placeOf(requests, await fileOfToday())) + requests <= limit;
      } catch (cause) {
        complain(codeOf(cause));
        // Whoever clears caches may do it at any time: the folder is made again for the next request.
        day = '';
        return false;
      }
    },
  };
}

/** Adds so many lines and gives the number of those before them. */
async function placeOf(count: number, path: string): Promise<number> {
  const line = `${randomBytes(4).toString('hex')}\n`;
  const file = await open(path, appending, 0o600);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || !isOwn(stats) || stats.size > 2 * largestLimit * lineLength)
      throw Object.assign(new Error('not a file of ours'), { code: 'not its own' });
    await file.write(line.repeat(count));
    // Others may append at any time, but only behind these lines.
    const written = Buffer.alloc((await file.stat()).size);
    await file.read(written, 0, written.length, 0);
    const at = written.indexOf(line);
    return at < 0 ? Number.POSITIVE_INFINITY : Math.ceil(at / lineLength);
  } finally {
    await file.close();
  }
}

async function removeEarlier(home: string, today: string): Promise<void> {
  const earlier = (await readdir(home)).filter((name) => dayName.test(name) && name < today);
  for (const name of earlier) await rm(join(home, name), { force: true }).catch(() => undefined);
}
