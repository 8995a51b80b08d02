import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seaworthy, type Ending } from './packaged.ts';
import { createProgramFolder, type ProgramFolder } from './helper-programs.ts';

/** Somebody with a home folder and programs of their own, who works in a folder. */
export interface Person {
  /** In front of all others on the PATH. */
  readonly programs: ProgramFolder;
  /** Writes a file of the folder that they work in, and gives its whole path. */
  write(name: string, text: string): Promise<string>;
  /** Says how images are looked into, in the person's own `inspection.yaml`. */
  decide(inspection: object): Promise<void>;
  /** Runs the packaged command line. */
  seaworthy(...words: readonly string[]): Promise<Witnessed>;
  close(): Promise<void>;
}

/** How a command ended, and each place that its process has connected to, which is not for the process to say. */
export interface Witnessed extends Ending {
  /** A host with its port, the path of a socket, or `the name …` that was looked up; each once, sorted. */
  readonly connections: readonly string[];
}

const witness = fileURLToPath(new URL('connection-witness.mjs', import.meta.url));

export async function createPerson(): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), 'person-'));
  const folder = join(home, 'project');
  const programs = await createProgramFolder();
  let runs = 0;

  async function write(path: string, text: string): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }
  await mkdir(folder);

  return {
    programs,
    write: (name, text) => write(join(folder, name), text),
    async decide(inspection) {
      await write(join(home, '.config/seaworthy/inspection.yaml'), JSON.stringify(inspection));
    },
    async seaworthy(...words) {
      const log = await write(join(home, `connections-${++runs}`), '');
      const ending = await seaworthy(folder, words, {
        HOME: home,
        PATH: [programs.path, process.env['PATH'] ?? ''].join(delimiter),
        NODE_OPTIONS: `--import=${witness}`,
        CONNECTION_LOG: log,
      });
      const places = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
      return { ...ending, connections: [...new Set(places)].toSorted() };
    },
    async close() {
      await programs.close();
      // What is remembered is written while nobody waits for it.
      await rm(home, { recursive: true, maxRetries: 5 });
    },
  };
}
