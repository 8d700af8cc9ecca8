import type { Db } from '@ecomm/database/connect';
import { makeAdmin } from './make-admin.ts';

export const demoAdmin = { email: 'admin@ecomm.local', password: 'admin-pass-123456' };

/** Makes the demo admin; false when the address has an account, which is left as it is. Publishes nothing. */
export const seedAdmin = async (db: Db): Promise<boolean> =>
  (await makeAdmin(db, { ...demoAdmin, first_name: 'Demo', last_name: 'Admin' })) === 'made';
