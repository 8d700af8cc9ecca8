import { isMailAddress } from '@ecomm/contracts/kinds';
import { connect } from '@ecomm/database/connect';
import { ConfigError, readConfig, secret, type Field } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { makeAdmin } from './make-admin.ts';
import { config } from './config.ts';

const help = `bun run create-admin: makes an admin, who can make others by PATCH /users/:id. The first one has nobody else to do it.

Does nothing when ADMIN_EMAIL is an admin's already, and fails when it is a customer's. Environment: ADMIN_EMAIL, ADMIN_PASSWORD
(8 to 128 characters), DATABASE_URL, DATABASE_PREFIX.`;

const mailAddress: Field<string> = {
  parse: (value) => {
    if (!isMailAddress(value)) throw new Error('must be a mail address');
    return value;
  },
};

await main(async () => {
  if (process.argv.includes('--help')) return console.log(help);
  const settings = config();
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = readConfig({
    ADMIN_EMAIL: mailAddress,
    ADMIN_PASSWORD: secret(undefined, { lengthMin: 8, lengthMax: 128 }),
  });
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: 'users create-admin' });
  try {
    const found = await makeAdmin(db, { email, password });
    if (found === 'customer') throw new ConfigError('ADMIN_EMAIL is the address of a customer: choose another');
    log.info(found === 'made' ? 'made the admin' : 'the admin is there already');
  } finally {
    await db.$close();
  }
});
