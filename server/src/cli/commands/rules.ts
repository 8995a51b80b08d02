import { profiles } from '../../settings/policy.ts';
import type { CommandDescription } from './description.ts';
import { done, misused, textOrJson } from './shared.ts';

export const explain: CommandDescription = {
  name: 'explain',
  summary: 'Explain a rule: why it matters, what to do, with examples.',
  description: [
    'Shows the page of a rule. The id of a rule of another tool, such as `DL3007`, finds the rule here that says the same.',
  ],
  parameters: [
    {
      name: 'RULE',
      description: 'The id of a rule, as it stands beside a finding.',
      isOptional: false,
      isRepeatable: false,
      completion: 'rules',
    },
  ],
  groups: [{ title: 'Output', options: [textOrJson] }],
  examples: [
    { purpose: 'Read about a finding', line: 'seaworthy explain image-latest-tag' },
    { purpose: 'Find the rule for one of hadolint', line: 'seaworthy explain DL3007' },
  ],
  exitCodes: [
    done,
    { code: 2, meaning: 'There is no such rule, or the command line was not understood.' },
  ],
};

export const rules: CommandDescription = {
  name: 'rules',
  summary: 'List the rules with their severities.',
  description: [
    'Lists all rules, those too that are off until somebody asks for them. With `--profile` only those that are on in that profile, with the severities that they have there.',
  ],
  parameters: [],
  groups: [
    {
      title: 'Output',
      options: [
        {
          flag: '--profile',
          value: { name: 'NAME', choices: profiles },
          description: 'List only the rules that this profile has.',
        },
        textOrJson,
      ],
    },
  ],
  examples: [
    { purpose: 'See which rules are on by default', line: 'seaworthy rules --profile recommended' },
    { purpose: 'List all rules for a program', line: 'seaworthy rules --format json' },
  ],
  exitCodes: [done, misused],
};
