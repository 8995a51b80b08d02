import { version } from '../version.ts';
import type { Pipeline } from './command.ts';

/** What makes a pipeline run the check. */
export interface PipelineFile {
  /** What people call it. */
  readonly title: string;
  /** Where it stands, from the top of the repository, with `/`. */
  readonly path: string;
  /** The whole file, where there is none yet. */
  readonly text: string;
  /** What is added to a file that is there and has other things in it; undefined for a file of our own. */
  readonly addition: { readonly text: string; readonly place: string } | undefined;
}

const githubWorkflow = `# Checks Dockerfiles and Compose files, and shows the findings in code scanning and beside the changed lines.
name: Seaworthy
on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read
  security-events: write

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      # A tag can be moved: put the commit that v${version} stands for in its place, and keep the tag as a comment as above.
      - uses: seaworthy/seaworthy@v${version}
`;

const gitlabJob = `seaworthy:
  stage: test
  image: node:22-alpine@sha256:16e22a550f3863206a3f701448c45f7912c6896a62de43add43bb9c86130c3e2
  script:
    - npx --yes seaworthy@${version} check --format gitlab --output gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;

const preCommitEntry = `  - repo: https://github.com/seaworthy/seaworthy
    rev: v${version}
    hooks:
      - id: seaworthy-check
`;

/** The file of each pipeline, for this version; docs/ci.md has the same texts. */
export const pipelineFiles: Readonly<Record<Pipeline, PipelineFile>> = {
  github: {
    title: 'GitHub Actions',
    path: '.github/workflows/seaworthy.yml',
    text: githubWorkflow,
    addition: undefined,
  },
  gitlab: {
    title: 'GitLab CI',
    path: '.gitlab-ci.yml',
    text: gitlabJob,
    addition: { text: gitlabJob, place: 'at its end' },
  },
  'pre-commit': {
    title: 'pre-commit',
    path: '.pre-commit-config.yaml',
    text: `repos:\n${preCommitEntry}`,
    addition: { text: preCommitEntry, place: 'below `repos:`' },
  },
};
