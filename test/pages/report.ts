import type { Answer } from '../../server/src/analysis/questions/answer.ts';
import { factList, known, tableOf, unknown } from '../../server/src/analysis/questions/facts.ts';
import {
  listOf,
  publishersClaim,
  registryOf,
} from '../../server/src/analysis/questions/sources.ts';
import type { ReportDocument } from '../../server/src/pages/report-document.ts';

/** An answer with all that an answer can have. */
const answer: Answer = {
  question: 'who-made-it',
  title: 'Who made this?',
  verdict: 'bad',
  summary: 'Nobody looks after it any more, so take another one.',
  parts: [
    factList('Publisher', [
      known('official', 'Official image', 'no', listOf('the list', '2026-08-21')),
      known('source', 'Source code', 'https://example.com/a?b=1&c=2', publishersClaim, {
        verdict: 'bad',
        link: 'https://example.com/a?b=1&c=2',
      }),
      unknown('licence', 'Licence', publishersClaim),
    ]),
    ...tableOf({
      id: 'layers',
      title: 'Layers',
      columns: ['Compressed size', 'Made by'],
      source: registryOf('registry.example.com'),
      rows: Array.from({ length: 20 }, (_, number) => [`${number} MB`, `RUN ${number} < 1 | 2`]),
      omitted: 3,
      picture: {
        kind: 'layer-sizes',
        bars: [
          { label: 'RUN make', amount: 20, words: '20 MB' },
          { label: 'COPY . .', amount: 1, words: '1 MB' },
        ],
      },
    }),
  ],
};

export const report: ReportDocument = {
  title: 'team/app:1',
  reference: 'registry.example.com/team/app:1@sha256:abc',
  askedAt: Date.UTC(2026, 10, 23, 8, 5),
  answers: [answer],
};
