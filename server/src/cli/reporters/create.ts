import type { Format } from '../command.ts';
import { createGithubReporter } from './github.ts';
import { createGitlabReporter } from './gitlab.ts';
import { createJsonReporter } from './json.ts';
import { createJunitReporter } from './junit.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { createSarifReporter } from './sarif.ts';
import { createTextReporter } from './text.ts';

/** A reporter for one report in this format. */
export function createReporter(format: Format, options: ReporterOptions): Reporter {
  switch (format) {
    case 'text':
      return createTextReporter(options);
    case 'json':
      return createJsonReporter();
    case 'sarif':
      return createSarifReporter(options.rules);
    case 'github':
      return createGithubReporter();
    case 'gitlab':
      return createGitlabReporter();
    case 'junit':
      return createJunitReporter();
  }
}
