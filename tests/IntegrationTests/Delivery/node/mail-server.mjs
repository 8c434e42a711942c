// A mail server on a free port. What it does with a message depends on the local part of the first recipient:
// reject, defer: refuses the recipient for good, or for now; refuse, later: the same after the message;
// cut: takes the whole message and breaks the connection without an answer; cutearly: breaks it within the message;
// silent: takes the whole message and never answers; anything else: accepts.
// Prints its port, and a line of JSON for each message it has read to the end.
import { createHash } from 'node:crypto';
import { SMTPServer } from 'smtp-server';

const option = name => process.argv.includes(`--${name}`);
const keepWhole = 256 * 1024;

const smtpError = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  disabledCommands: [...(option('starttls') ? [] : ['STARTTLS']), ...(option('auth') ? [] : ['AUTH'])],
  authOptional: !option('auth'),
  allowInsecureAuth: true,
  disableReverseLookup: true,
  logger: false,
  onAuth(auth, session, done) {
    if (auth.username === 'busy') return done(smtpError(454, 'Temporary authentication failure'));
    if (auth.username === 'reports' && auth.password === 'right') return done(null, { user: 'reports' });
    return done(smtpError(535, 'Authentication failed'));
  },
  onRcptTo(address, session, done) {
    if (address.address.startsWith('reject@')) return done(smtpError(550, 'No such user'));
    if (address.address.startsWith('defer@')) return done(smtpError(450, 'Mailbox busy'));
    return done();
  },
  onData(stream, session, done) {
    const behaviour = session.envelope.rcptTo[0].address.split('@')[0];
    const hash = createHash('sha256');
    const chunks = [];
    let size = 0;
    stream.on('data', chunk => {
      if (behaviour === 'cutearly') return connectionOf(session).destroy();
      hash.update(chunk);
      size += chunk.length;
      if (size <= keepWhole) chunks.push(chunk);
    });
    stream.on('end', () => {
      console.log(JSON.stringify({
        behaviour,
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(recipient => recipient.address),
        user: session.user ?? null,
        secure: session.secure,
        size,
        sha256: hash.digest('hex'),
        raw: size <= keepWhole ? Buffer.concat(chunks).toString('base64') : null,
      }));
      if (behaviour === 'cut') return connectionOf(session).destroy();
      if (behaviour === 'silent') return undefined;
      if (behaviour === 'refuse') return done(smtpError(554, 'Content refused'));
      if (behaviour === 'later') return done(smtpError(451, 'Try again later'));
      return done(null, 'Queued as 42');
    });
  },
});

const connectionOf = session => [...server.connections].find(connection => connection.session === session || connection.id === session.id)._socket;

server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.server.address().port}`));
process.stdin.on('end', () => process.exit()).resume();
