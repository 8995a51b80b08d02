// How the programs are bundled, for those who build them and those who measure them.
import { fileURLToPath } from 'node:url';
import { withoutRuleTexts } from './rule-texts.mjs';

/** Options of esbuild that all programs of this repository share. */
export const common = {
  absWorkingDir: pathOf('..'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  alias: { debug: pathOf('./silent-debug.mjs') },
};

function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}

/**
 * The same for programs with the analysis. The edition of `yaml` for browsers is the same code, but it
 * does not look up an environment variable for each token, which takes a third of the time.
 */
export const analysing = {
  ...common,
  alias: { ...common.alias, yaml: pathOf('../node_modules/yaml/browser/index.js') },
  plugins: [withoutRuleTexts],
};
