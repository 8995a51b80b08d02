import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import type { Language } from '../../server/src/model/document-model.ts';
import { analysing } from '../programs.mjs';
import type { analyzeWithEveryRule } from './analysis.ts';
import { createSample, sizes, typeInto, type Sample } from './corpus.ts';
import { compete, type Contestant, type Rounds } from './statistics.ts';
import { judgeRatio, milliseconds, ratio, type Section, type Verdict } from './table.ts';

interface Figures {
  readonly analysis: number;
  readonly parse: number;
}

const limit = 1.5;

const bareParse: Readonly<Record<Language, (text: string) => unknown>> = {
  dockerfile: (text) => DockerfileParser.parse(text),
  compose: (text) => parseDocument(text),
};

type Analysis = typeof analyzeWithEveryRule;

/** The analysis as it is shipped: bundled, without what running TypeScript directly adds to each function. */
async function bundledAnalysis(folder: string): Promise<Analysis> {
  const outfile = path.join(folder, 'analysis.cjs');
  await build({
    ...analysing,
    entryPoints: [fileURLToPath(new URL('analysis.ts', import.meta.url))],
    outfile,
    logLevel: 'silent',
  });
  const bundle = createRequire(import.meta.url)(outfile) as {
    readonly analyzeWithEveryRule: Analysis;
  };
  return bundle.analyzeWithEveryRule;
}

/** How long a whole analysis takes beside the parser alone, in this process. */
export async function measureCpu(folder: string, quick: boolean): Promise<Section> {
  const analyze = await bundledAnalysis(folder);
  const rounds = quick ? { count: 100, budget: 1_000 } : { count: 400, budget: 8_000 };
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const language of ['dockerfile', 'compose'] as const)
    for (const lines of sizes) {
      const { analysis, parse } = await measureSample(
        analyze,
        createSample(language, lines),
        rounds,
      );
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
      'The whole analysis with all rules on, the strict and the preview ones too, as it is shipped, and the parser alone (dockerfile-ast, yaml) on the same text. Each round types a character and runs both in turn; medians after warm-up.',
    columns: ['Language', 'Lines', 'Analysis', 'Bare parse', 'Ratio'],
    rows,
    verdicts,
  };
}

async function measureSample(analyze: Analysis, sample: Sample, rounds: Rounds): Promise<Figures> {
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
    [contestant((text) => analyze(text, language)), contestant(bare)] as const,
    rounds,
  );
  return { analysis, parse };
}
