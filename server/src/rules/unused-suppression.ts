import type { DocumentedRule, IdleProblem } from './rule.ts';

export const unusedSuppression: DocumentedRule = {
  id: 'unused-suppression',
  meta: {
    title: 'Ignore comment that does nothing',
    checks:
      'A `# seaworthy: ignore[…]` or `ignore-file[…]` comment names a rule that finds nothing there, or that does not exist; names no rule; has a date behind `until` that has passed; cannot be read; or speaks for the whole file from below its first instruction or key.',
    ignores: [
      'Comments for other linters.',
      'A rule that the configuration has turned off: the comment waits for it.',
    ],
    why: 'A comment that silences nothing looks like an accepted risk. When the risk comes back in another form, nobody hears of it; and a mistyped name never silenced anything.',
    remedy: 'Delete the comment, or the name in it. Renew an expired one only after looking again.',
    topic: 'housekeeping',
    judgesComments: true,
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'safe',
      what: 'Deletes the comment, or only the name that does nothing.',
      caution: 'Nothing: it changed nothing before. A reason written in the comment goes with it.',
    },
    suppressWhen:
      'Hardly ever. A file that is shared between configurations may need a comment that only works in one of them.',
    sampleReason: 'needed where the strict profile is used',
    limitations: [
      'Whether a finding is still a risk is for people to judge; only its absence is noticed.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Ignoring a finding',
        url: 'https://github.com/seaworthy/seaworthy/blob/main/docs/configuration.md#ignoring-a-finding',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: '«# seaworthy: ignore[image-latest-tag] -- rebuilt nightly»\nFROM redis:8.2\n',
        fixed: 'FROM redis:8.2\n',
      },
      {
        language: 'dockerfile',
        text: '# seaworthy: ignore[image-latest-tag, «user-rot»] -- rebuilt nightly\nFROM redis:latest\n',
        note: 'The other name in the comment does its work.',
        fixed: '# seaworthy: ignore[image-latest-tag] -- rebuilt nightly\nFROM redis:latest\n',
      },
      {
        language: 'compose',
        text: 'services:\n  cache:\n    image: redis «# seaworthy: ignore[image-no-tag] -- demo (until 2020-01-31)»\n',
        note: 'The date has passed, so the finding is back.',
        fixed: 'services:\n  cache:\n    image: redis\n',
      },
      {
        language: 'dockerfile',
        text: '«# seaworthy: ignore -- everything is fine»\nFROM redis\n',
        note: 'Names are needed: a comment that silences everything would hide what comes later.',
        fixed: 'FROM redis\n',
      },
      {
        language: 'dockerfile',
        text: '# seaworthy: ignore[image-latest-tag] -- rebuilt nightly (until 2999-12-31)\nFROM redis:latest\n',
      },
      {
        language: 'compose',
        text: '# seaworthy: ignore-file[privileged-container] -- a lab, rebuilt every day\nservices:\n  lab:\n    image: team/lab:1.4\n    privileged: true\n',
      },
      {
        language: 'compose',
        text: 'services:\n  # seaworthy: ignore[privileged-container, host-network] -- drives the hardware\n  lab:\n    image: team/lab:1.4\n    privileged: true\n    network_mode: host\n',
        note: 'On a key, the comment covers all below it.',
      },
    ],
  },
  *check(_, { idleComments }) {
    for (const { span, problem, removal } of idleComments)
      yield {
        span,
        message: sentences[problem.code](problem as never),
        fixes: [
          {
            title: 'Delete what does nothing in this comment',
            isSafe: true,
            edits: [{ span: removal, newText: '' }],
          },
        ],
      };
  },
};

type Problem<C extends IdleProblem['code']> = Extract<IdleProblem, { code: C }>;

const sentences: { readonly [C in IdleProblem['code']]: (problem: Problem<C>) => string } = {
  unused: ({ rule }) =>
    `\`${rule}\` finds nothing here, so this comment silences nothing. Delete it.`,
  'unknown-rule': ({ rule, nearest }) =>
    `There is no rule \`${rule}\`, so this comment silences nothing. ${
      nearest === undefined
        ? 'Delete it, or name the rule that is meant.'
        : `Did you mean \`${nearest}\`?`
    }`,
  expired: ({ until }) =>
    `This comment was to hold until ${until}, so the finding counts again. Fix it, or look again and set a new date.`,
  'no-rules': () =>
    'This comment names no rule, so it silences nothing. Write the names in brackets: `ignore[rule-a] -- reason`.',
  misplaced: () =>
    'A comment for the whole file must stand before the first instruction or key, so this one silences nothing. Move it up.',
  malformed: () =>
    'This comment cannot be read, so it silences nothing. Write it as `seaworthy: ignore[rule-a, rule-b] -- reason (until 2027-01-31)`.',
};
