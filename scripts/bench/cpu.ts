import { DockerfileParser } from 'dockerfile-ast';
import { parseDocument } from 'yaml';
import { analyze, defaultOptions, type AnalysisOptions } from '../../server/src/analysis/report.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';
import { createSample, sizes, typeInto, type Sample } from './corpus.ts';
import { compete, type Contestant, type Rounds } from './statistics.ts';
import { judgeRatio, milliseconds, ratio, type Section, type Verdict } from './table.ts';

interface Figures {
  readonly analysis: number;
  readonly parse: number;
}

const limit = 1.5;

const everyRule: AnalysisOptions = {
  ...defaultOptions(rules, '2026-01-01'),
  policy: { ...defaultPolicy, profile: 'strict', preview: true },
};

const bareParse: Readonly<Record<Language, (text: string) => unknown>> = {
  dockerfile: (text) => DockerfileParser.parse(text),
  compose: (text) => parseDocument(text),
};

/** How long a whole analysis takes beside the parser alone, in this process. */
export async function measureCpu(quick: boolean): Promise<Section> {
  const rounds = quick ? { count: 100, budget: 1_000 } : { count: 400, budget: 8_000 };
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const language of ['dockerfile', 'compose'] as const)
    for (const lines of sizes) {
      const { analysis, parse } = await measureSample(createSample(language, lines), rounds);
      rows.push([
        language,
        String(lines),
        milliseconds(analysis),
        milliseconds(parse),
        ratio(analysis / parse),
      ]);
      verdicts.push(judgeRatio(`Analysis, ${language}, ${lines} lines`, analysis, parse, limit));
    }
  return {
    title: 'Analysis beside a bare parse',
    explanation:
      'The whole analysis with every rule, and the parser alone (dockerfile-ast, yaml) on the same text. Each round types a character and runs both in turn; medians after warm-up.',
    columns: ['Language', 'Lines', 'Analysis', 'Bare parse', 'Ratio'],
    rows,
    verdicts,
  };
}

async function measureSample(sample: Sample, rounds: Rounds): Promise<Figures> {
  const { language } = sample;
  const bare = bareParse[language];
  const contestant = (work: (text: string) => unknown): Contestant => {
    let edited = sample;
    return () => {
      edited = typeInto(edited, 'x');
      const started = performance.now();
      work(edited.text);
      return performance.now() - started;
    };
  };
  const [analysis, parse] = await compete(
    [contestant((text) => analyze({ text, language }, everyRule)), contestant(bare)] as const,
    rounds,
  );
  return { analysis, parse };
}
