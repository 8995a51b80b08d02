import { shownText } from '../analysis/shown-values.ts';
import type { Equivalent, Rule } from '../rules/rule.ts';
import { ruleUrl } from '../rules/rule.ts';
import { nearestName } from '../text/nearest-name.ts';
import { listed } from '../text/words.ts';
import type { ExplainCommand } from './command.ts';
import { inWords } from './commands/description.ts';
import { explainPage } from './explain-page.ts';
import type { CliPorts, ExitCode } from './ports.ts';
import { ruleFacts } from './rule-facts.ts';
import { tell } from './sources.ts';

/** A rule of ours that another tool's rule is found by. */
interface Translation {
  readonly rule: Rule;
  readonly equivalent: Equivalent;
}

/** Fewer letters are in too many names. */
const shortestPart = 4;

/**
 * `seaworthy explain RULE`: the page of a rule, by its own id or by that of a rule of another tool. On a terminal it is
 * made readable, elsewhere it is Markdown. 2 when there is no such rule.
 */
export async function explain(
  { rule: name, format }: ExplainCommand,
  ports: CliPorts,
): Promise<ExitCode> {
  const rule = findRule(name, ports);
  if (rule === undefined) {
    tell(ports, explainUnknown(name, ports.rules));
    return 2;
  }
  if (format === 'json') {
    ports.write(`${JSON.stringify({ version: 1, ...ruleFacts(rule) }, undefined, 2)}\n`);
    return 0;
  }
  const page = await ports.readRulePage(rule.id);
  if (page === undefined) {
    tell(ports, `The page of \`${rule.id}\` is missing here; it is at ${ruleUrl(rule.id)}.`);
    return 2;
  }
  const { isOutput, hasColours, columns } = ports.terminal;
  const url = ruleUrl(rule.id);
  ports.write(isOutput ? explainPage(page, { url, hasColours, columns }) : withoutNote(page));
  return 0;
}

/** A page without the comment at its top, which is for those who would edit it. */
function withoutNote(page: string): string {
  return page.replace(/^<!--.*?-->\s*/s, '');
}

/** The rule of that name, else the first that says the same as another tool's rule of that name, of which the person is told. */
function findRule(name: string, ports: CliPorts): Rule | undefined {
  const typed = name.toLowerCase();
  const own = ports.rules.find(({ id }) => id === typed);
  if (own !== undefined) return own;
  const translations = translationsOf(typed, ports.rules);
  const [best, ...others] = translations;
  if (best !== undefined) tell(ports, explainTranslation(best, others));
  return best?.rule;
}

/** Those that say the same before those that are similar. */
function translationsOf(typed: string, rules: readonly Rule[]): readonly Translation[] {
  const found = rules.flatMap((rule): readonly Translation[] => {
    const equivalent = rule.meta.equivalents.find(({ id }) => id.toLowerCase() === typed);
    return equivalent === undefined ? [] : [{ rule, equivalent }];
  });
  return found.toSorted(
    (one, other) => Number(other.equivalent.isExact) - Number(one.equivalent.isExact),
  );
}

function explainTranslation(
  { rule, equivalent: { id, tool, isExact } }: Translation,
  others: readonly Translation[],
): string {
  const relation = isExact ? 'is' : 'is similar to';
  const more =
    others.length === 0 ? '' : ` See also ${listed(others.map((each) => `\`${each.rule.id}\``))}.`;
  return `\`${id}\` of ${tool} ${relation} \`${rule.id}\` here.${more}`;
}

function explainUnknown(name: string, rules: readonly Rule[]): string {
  const meant = likelyRules(
    name,
    rules.map(({ id }) => id),
  );
  const hint = meant.length === 0 ? '' : ` Did you mean ${inWords(meant)}?`;
  return `There is no rule \`${shownText(name, 80)}\`.${hint} \`seaworthy rules\` lists all.`;
}

/** The rule that a mistyped name was probably meant to be, else those whose names have what was typed in them. */
function likelyRules(typed: string, ids: readonly string[]): readonly string[] {
  const nearest = nearestName(typed, ids);
  if (nearest !== undefined) return [nearest];
  const part = typed.toLowerCase();
  return part.length < shortestPart ? [] : ids.filter((id) => id.includes(part));
}
