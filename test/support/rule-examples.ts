import type { AnalysisOptions, Source } from '../../server/src/analysis/report.ts';
import type { Surroundings } from '../../server/src/analysis/surroundings.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';
import type { DocumentedRule, RuleContext, RuleExample } from '../../server/src/rules/rule.ts';

/** The day on which tests run. */
export const today = '2026-11-23';

/** What a rule knows when nobody has decided anything and nothing stands around the document. */
export const bareContext: RuleContext = {
  path: '',
  options: {},
  isStrict: false,
  trustedRegistries: [],
  trustedPublishers: [],
  requirements: [],
  imageFacts: () => undefined,
  today,
  allowImages: [],
  contextSecrets: undefined,
  ignoreFile: '.dockerignore',
  pinFacts: () => undefined,
  idleComments: [],
};

/** All that a rule's example is read with: every rule on, so that ignore comments mean what they say. */
export function exampleOptions(
  rules: readonly DocumentedRule[],
  rule: DocumentedRule,
  { language, context = {}, options = {} }: RuleExample,
  text: string,
): { readonly source: Source; readonly options: AnalysisOptions } {
  const { path = '', isStrict = false, trustedRegistries = [], allowImages = [] } = context;
  const { trustedPublishers = [], requirements = [] } = context;
  const surroundings: Surroundings = {
    read: () => undefined,
    secretFiles: () => context.contextSecrets,
  };
  return {
    source: { text, language, path },
    options: {
      rules,
      policy: {
        ...defaultPolicy,
        profile: isStrict ? 'strict' : 'recommended',
        preview: true,
        rules: new Map([[rule.id, { level: isStrict ? undefined : rule.meta.severity, options }]]),
        trustedRegistries,
        trustedPublishers,
        require: requirements.map((requirement) => ({ ...requirement, signers: [] })),
        allowImages,
      },
      surroundings,
      today,
      defersToBuildKit: false,
      ...(context.pinFacts !== undefined && { pinFacts: context.pinFacts }),
      ...(context.imageFacts !== undefined && { imageFacts: context.imageFacts }),
    },
  };
}
