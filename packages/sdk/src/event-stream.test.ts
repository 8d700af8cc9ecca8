import { expect, test } from 'bun:test';
import { eventParser } from './event-stream.ts';

const stream =
  ': heartbeat\n\nevent: snapshot\nid: 1\ndata: {"a":1}\n\nid:2\r\nevent:order.updated\r\ndata: x\r\ndata: y\r\nretry: 9\r\n\r\nid: 3\rdata: é\r\rdata: cut';

test('a stream cut anywhere gives the same events, comments and an unfinished event aside', () => {
  const expected = [
    { event: 'snapshot', id: '1', data: '{"a":1}' },
    { event: 'order.updated', id: '2', data: 'x\ny' },
    { event: 'message', id: '3', data: 'é' },
  ];
  for (let size = 1; size <= stream.length; size += 1) {
    const parse = eventParser();
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
    expect(pieces.flatMap((piece) => parse(piece))).toEqual(expected);
  }
});
