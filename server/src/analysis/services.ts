import type { Container, DocumentModel } from '../model/document-model.ts';
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

/** The service whose own lines hold a place: that of its name, and those below it that are indented deeper. */
export function serviceHolding(model: DocumentModel, { start }: Span): Container | undefined {
  const { text, containers } = model;
  const lineEnd = text.indexOf('\n', start);
  const line = { start: lineEnd < 0 ? text.length : lineEnd, end: text.length };
  const name = serviceAt(model)(line);
  const service = containers.find((each) => each.kind === 'service' && each.name === name);
  if (service === undefined || service.nameSpan.start > line.start) return undefined;
  const { nameSpan } = service;
  const indentation = nameSpan.start - (text.lastIndexOf('\n', nameSpan.start) + 1);
  const below = text.slice(nameSpan.end, line.start).split('\n').slice(1);
  const isOutside = below.some((each) => {
    const depth = each.search(/[^ \r]/);
    return depth >= 0 && depth <= indentation && each.charAt(depth) !== '#';
  });
  return isOutside ? undefined : service;
}
