import { secretName } from '../rules/secret-names.ts';
import type { Rule } from '../rules/rule.ts';
import type { Span } from '../text/span.ts';
import { bareContext } from './bare-context.ts';
import type { Report } from './report.ts';

/** Rules whose findings mark what nobody should read. */
const secretRules: ReadonlySet<string> = new Set([
  'credential-in-url',
  'password-in-build',
  'secret-in-env',
  'secret-literal',
]);

/**
 * Where secrets stand in a document by what it means, as behind an anchor or in a variable; `hiddenSpans` finds those that
 * show in its characters. Which rules are on and what comments silence does not matter.
 */
export function secretSpans({ model, source }: Report, rules: readonly Rule[]): readonly Span[] {
  const named = model.containers
    .flatMap(({ variables }) => variables)
    .filter(({ name }) => secretName(name) !== undefined)
    .flatMap(({ valueSpan }) => valueSpan ?? []);
  const marked = rules
    .filter(({ id }) => secretRules.has(id))
    .flatMap((rule) => [...rule.check(model, bareContext)].map(({ span }) => span));
  // What stands behind the end of the text is in another file.
  return [...named, ...marked].filter(({ end }) => end <= source.text.length);
}
