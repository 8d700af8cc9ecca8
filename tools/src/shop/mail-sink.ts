import { SMTPServer } from 'smtp-server';

/** A mail server that takes every mail and keeps none. Argument: its port. */
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData: (stream, _session, callback) => {
    stream.on('end', () => callback());
    stream.resume();
  },
});
server.on('error', () => {}); // clients that go away
server.listen(Number(process.argv[2]), '127.0.0.1');
