import { modelOf } from '../../server/src/analysis/model.ts';
import type { DocumentModel } from '../../server/src/model/document-model.ts';
import { capDropMissing } from '../../server/src/rules/cap-drop-missing.ts';
import { noNewPrivilegesMissing } from '../../server/src/rules/no-new-privileges-missing.ts';
import { readOnlyRootfsMissing } from '../../server/src/rules/read-only-rootfs-missing.ts';
import { resourceLimitsMissing } from '../../server/src/rules/resource-limits-missing.ts';
import { noFiles, type Files } from '../../server/src/text/files.ts';
import { bareContext } from '../support/rule-examples.ts';

/** The model of a `compose.yaml`, with the files beside it. */
export function model(text: string, files: Files = noFiles): DocumentModel {
  return modelOf(text, 'compose', { path: 'compose.yaml', files, targets: [] });
}

const strictRules = [
  capDropMissing,
  noNewPrivilegesMissing,
  readOnlyRootfsMissing,
  resourceLimitsMissing,
];

/** What the strict rules miss in one service. */
export function findingsOf(text: string, service: string): readonly string[] {
  const document = model(text);
  const found = document.containers.find(({ name }) => name === service);
  return strictRules.flatMap((rule) =>
    [...rule.check(document, { ...bareContext, isStrict: true })].flatMap(({ span }) =>
      span.start === found?.nameSpan.start ? rule.id : [],
    ),
  );
}
