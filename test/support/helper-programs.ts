import { chmod, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with small programs of the test's own. */
export interface ProgramFolder {
  readonly path: string;
  /** Writes a shell script below the folder and gives its path. */
  write(name: string, script: string): Promise<string>;
  writeText(name: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function createProgramFolder(): Promise<ProgramFolder> {
  const path = await mkdtemp(join(tmpdir(), 'helpers-'));
  return {
    path,
    async write(name, script) {
      const program = join(path, name);
      await mkdir(dirname(program), { recursive: true });
      await writeFile(program, `#!/bin/sh\n${script}\n`);
      await chmod(program, 0o755);
      return program;
    },
    writeText: (name, text) => writeFile(join(path, name), text),
    close: () => rm(path, { recursive: true }),
  };
}
