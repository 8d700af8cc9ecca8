import { clientOf } from './client-of.ts';
import type { Db } from './connect.ts';

/**
 * Runs one statement that is a whole transaction, in one round trip instead of three and more: prepared, with parameters as
 * `runSql` takes them. Its answer is that of a COMMIT: when it was sent and not answered, this throws `OutcomeUnknown`.
 */
export const commitSql = async <Row>(db: Db, text: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
  (await clientOf(db).root.commit(text, parameters)) as Row[];
