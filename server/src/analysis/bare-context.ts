import type { RuleContext } from '../rules/rule.ts';

/** What rules know when nothing is decided and nothing stands around the document; strict, so that they tell all they find. */
export const bareContext: RuleContext = {
  path: '',
  options: {},
  isStrict: true,
  trustedRegistries: [],
  trustedPublishers: [],
  requirements: [],
  imageFacts: () => undefined,
  today: '2026-01-01',
  allowImages: [],
  contextSecrets: undefined,
  ignoreFile: '',
  pinFacts: () => undefined,
  idleComments: [],
};
