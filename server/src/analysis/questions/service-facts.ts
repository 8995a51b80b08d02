import type { ServiceCard } from '../service-card.ts';
import { shownText } from '../shown-values.ts';
import type { FactList } from './answer.ts';
import { factList, known, unknown } from './facts.ts';
import { publishersClaim, theDocument } from './sources.ts';

/** The card of a service as facts. Their names are in camel case, those of a card's rows have hyphens. */
export function serviceFacts({ service, rows, changes }: ServiceCard): FactList {
  const facts = rows.map(({ id, label, value, verdict, decidedBy }) => {
    const name = `service${id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
    return verdict === 'unknown'
      ? unknown(name, label, theDocument, value)
      : known(name, label, value, decidedBy === 'image' ? publishersClaim : theDocument, {
          verdict,
        });
  });
  const hardening =
    changes.length === 0
      ? known('serviceChanges', 'Hardening would change', 'nothing', theDocument, {
          verdict: 'good',
        })
      : known('serviceChanges', 'Hardening would change', changes.join(', '), theDocument, {
          verdict: 'note',
        });
  return factList(`Service ${shownText(service, 80)}`, [...facts, hardening]);
}
