import { instant } from '@ecomm/database/instant';
import { Problem } from '@ecomm/runtime/problem';
import { users } from './schema.ts';

/** A user as every answer shows it. */
export const userColumns = {
  id: users.id,
  email: users.email,
  first_name: users.first_name,
  last_name: users.last_name,
  role: users.role,
  is_active: users.is_active,
  created_at: instant(users.created_at),
  updated_at: instant(users.updated_at),
};

/** Also what a stranger is told. */
export const unknownUser = (): Problem => new Problem(404, 'user.not_found', 'There is no such user.');

/** For an unknown address, a wrong password and an account that changed meanwhile alike. */
export const invalidCredentials = (): Problem =>
  new Problem(401, 'auth.invalid_credentials', 'The mail address or the password is wrong.');
