/** Files that name the version of the package, the action or the repository, as people copy them. */
export const versionedFiles: readonly string[] = [
  'action.yml',
  '.pre-commit-hooks.yaml',
  'docs/ci.md',
  'examples/ci/compose.yaml',
  'examples/ci/docker-bake.hcl',
  'templates/gitlab-ci.yml',
];

/** What stands before our version, so that those of others stay as they are. */
const mark =
  /(seaworthy@v?|seaworthy\.git#v|seaworthy\/seaworthy\/v|rev: v|commit that v|default: )\d+\.\d+\.\d+(?:-[\w.]+)?/g;

/** The text with this version wherever it names one of ours. */
export function withVersion(text: string, version: string): string {
  return text.replace(mark, `$1${version}`);
}
