import type { PinProgress } from '../analysis/distinct-images.ts';
import type { CliPorts, ProgressBar } from './ports.ts';

/** Shows how far the registries have been asked, where a person looks on and does not want to see each request. */
export async function withProgress<T>(
  title: string,
  isVerbose: boolean,
  { terminal, prompts }: Pick<CliPorts, 'terminal' | 'prompts'>,
  work: (onProgress: PinProgress) => Promise<T>,
): Promise<T> {
  if (isVerbose || !terminal.isErrors) return work(() => undefined);
  let bar: ProgressBar | undefined;
  try {
    return await work((done, total, name) => {
      bar ??= prompts.progress(title, total);
      bar.update(done, name);
    });
  } finally {
    bar?.end();
  }
}
