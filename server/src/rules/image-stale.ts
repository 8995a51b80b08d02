import type { OriginFacts } from '../reference/image-facts.ts';
import { dayOf } from '../text/day.ts';
import { counted } from '../text/words.ts';
import { examinedImages } from './examined-images.ts';
import { examined, madeOn } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule, RuleContext } from './rule.ts';

const usualMonths = 12;

export const imageStale: DocumentedRule = {
  id: 'image-stale',
  meta: {
    title: 'Image that nobody has built or pushed for a long time',
    checks:
      'The image was built, and its tag pushed as far as the registry tells, more than twelve months ago; the option `months` says otherwise. The later of the two counts. This rule asks no registry: it speaks of what was found out about the image within the last 14 days. `seaworthy check --online` finds it out where the configuration names the rule, as looking at every image may count as so many pulls.',
    ignores: [
      'Images that were never looked at, or not in the last 14 days.',
      'Images that do not say when they were built, as those of reproducible builds do not, where the registry does not tell when they were pushed.',
    ],
    why: 'An image holds the packages of the day on which it was built. Holes that were closed since are open in it, and a tag that nobody pushes any more will not close them.',
    remedy:
      'Look for a newer tag, or for the image that took its place. Where there is none, build one of your own on a maintained base.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    options: [
      {
        name: 'months',
        description: 'For how many months an image may stay as it is; `12` when it is not given.',
        example: ['6'],
      },
    ],
    suppressWhen:
      'The image holds nothing that grows old, such as data or a single static program.',
    sampleReason: 'test data, nothing of it runs',
    limitations: [
      'The build time is what the image says of itself.',
      'Whether anything in the image has holes is not looked at: that is `image-vulnerable`.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: rebuild your images often',
        url: 'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «registry.example.com/base:1»\n',
        note: 'It was built on 2024-03-01; these pages are of November 2026.',
        context: examined({ origin: madeOn('2024-03-01') }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        note: 'It was pushed on 2026-04-20.',
        options: { months: ['6'] },
        context: examined({ origin: madeOn('2026-04-02', '2026-04-20') }),
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'It was built on 2024-03-01 and pushed on 2026-10-01.',
        context: examined({ origin: madeOn('2024-03-01', '2026-10-01') }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: registry.example.com/app:1\n',
        note: 'Nobody has looked at it.',
      },
    ],
  },
  *check(document, context) {
    const oldest = oldestTime(context);
    for (const { occurrence, reference, facts } of examinedImages(document, context)) {
      const last = lastSign(facts.origin);
      if (last === undefined || last.time >= oldest) continue;
      const age = counted(monthsBetween(last.time, Date.parse(context.today)), 'month');
      yield {
        span: occurrence.span,
        message: `\`${withoutDigest(reference)}\` was last ${last.what} on ${dayOf(last.time)}, ${age} ago. What was closed since in its packages is still open in it: look for a newer tag, or for the image that took its place.`,
        related: relatedUses(occurrence),
      };
    }
  },
};

interface Sign {
  readonly what: 'built' | 'pushed';
  readonly time: number;
}

/** When something last happened to the image. */
function lastSign(origin: OriginFacts | undefined): Sign | undefined {
  const { created, pushed } = origin ?? {};
  if (pushed !== undefined && pushed >= (created ?? 0)) return { what: 'pushed', time: pushed };
  return created === undefined ? undefined : { what: 'built', time: created };
}

/** Before which an image is stale, in milliseconds since 1970-01-01 UTC. */
function oldestTime({ options, today }: RuleContext): number {
  const [written = ''] = options['months'] ?? [];
  const months = /^[1-9]\d{0,2}$/.test(written) ? Number(written) : usualMonths;
  const date = new Date(today);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}

function monthsBetween(earlier: number, later: number): number {
  const [from, to] = [new Date(earlier), new Date(later)];
  const months =
    12 * (to.getUTCFullYear() - from.getUTCFullYear()) + to.getUTCMonth() - from.getUTCMonth();
  return months - (to.getUTCDate() < from.getUTCDate() ? 1 : 0);
}
