/* Loaded before a program, notes in the file CONNECTION_LOG every place that it connects to and every name that it looks up. */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const log = process.env.CONNECTION_LOG;
const note = (place) => appendFileSync(log, `${place}\n`);

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...words) {
  note(placeOf(words.flat()));
  return Reflect.apply(connect, this, words);
};

for (const names of [dns, dns.promises]) {
  const { lookup } = names;
  names.lookup = (name, ...rest) => {
    note(`the name ${name}`);
    return lookup(name, ...rest);
  };
}

/** A path, or host and port, in each of the forms that `net.Socket.connect` takes. */
function placeOf([first, second]) {
  if (typeof first === 'object') return first.path ?? `${first.host}:${first.port}`;
  return typeof first === 'string' ? first : `${second}:${first}`;
}
