import { connect } from '@ecomm/database/connect';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { announcedMinutes, keptMinutes, pruneKeys, rotateKeys } from './signing-keys.ts';
import { config } from './config.ts';

const help = `bun run rotate-keys: gives users a new key to sign access tokens with.

The new key is published at once and signs ${announcedMinutes} minutes later; the old one stays published for ${keptMinutes} minutes after
that. Every running copy of users takes part by itself. Environment: DATABASE_URL, DATABASE_PREFIX.`;

await main(async () => {
  if (process.argv.includes('--help')) return console.log(help);
  const settings = config();
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: 'users rotate-keys' });
  try {
    const key = await rotateKeys(db);
    await pruneKeys(db);
    log.info({ kid: key.kid, signs_at: new Date(key.signs_at).toISOString() }, 'published a new signing key');
  } finally {
    await db.$close();
  }
});
