import { mkdir, writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated.ts';

const root = new URL('../', import.meta.url);

for (const [path, content] of await generatedFiles(root)) {
  const file = new URL(path, root);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, content);
}
