import type { DocumentModel } from '../model/document-model.ts';
import type { Span } from '../text/span.ts';

/** Finds the service that a place belongs to: the last one whose key stands before it. */
export function serviceAt({ containers }: DocumentModel): (span: Span) => string | undefined {
  const services = containers
    .filter(({ kind }) => kind === 'service')
    .toSorted((a, b) => a.nameSpan.start - b.nameSpan.start);
  return ({ start }) => {
    let low = 0;
    let high = services.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((services[middle]?.nameSpan.start ?? Infinity) <= start) low = middle + 1;
      else high = middle;
    }
    return services[low - 1]?.name;
  };
}
