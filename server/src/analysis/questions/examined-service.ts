import { isRoot } from '../../rules/effective-user.ts';
import type { CardRow, ServiceCard } from '../service-card.ts';
import { shownText } from '../shown-values.ts';
import type { Examination } from './examination.ts';

/** The card of the service that was examined, with what its image says where the file leaves that to the image. */
export function examinedService({
  service,
  inspection: { details },
}: Examination): ServiceCard | undefined {
  // An image for Windows has a user of its own where it names none.
  if (service === undefined || !details.ok || details.value.platform?.os === 'windows')
    return service;
  const { user } = details.value;
  const rows = service.rows.map((row) => (row.decidedBy === 'image' ? rowOf(row, user) : row));
  return { ...service, rows };
}

function rowOf(row: CardRow, user: string): CardRow {
  if (user === '') return { ...row, value: 'root: the image names no user', verdict: 'note' };
  const value = `${shownText(user, 100)}: that of the image`;
  return { ...row, value, verdict: isRoot(user) ? 'note' : 'good' };
}
