import { childSpan } from '@ecomm/runtime/traced';
import { tracing } from '@ecomm/runtime/tracing';
import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { isDefinite } from './errors.ts';
import type { Guard, Work } from './guard.ts';
import { operated } from './operation-metrics.ts';
import { OutcomeUnknown } from './outcome-unknown.ts';
import type { Pool } from './pool.ts';
import { endStatement } from './statement-span.ts';
import { querySummary } from './query-summary.ts';
import { late } from './unavailable.ts';

/** The way to a connection: through the guard's admission, or inside a transaction that was admitted as a whole. */
export interface Door {
  readonly guard: Guard;
  enter(work: Work): void;
  leave(pool: Pool): void;
  sql(pool: Pool): Sql | TransactionSql;
  /** The query's connection (postgres.js' own object for it), for the record. */
  sentOn?(connection: unknown): void;
  failed?(error: unknown): void;
}

export interface Statement {
  text: string;
  /** Text, numbers, booleans, null and arrays of them; times and JSON as text. */
  values: readonly unknown[];
  /** Prepared once on each connection. */
  prepare: boolean;
  /** It is a transaction by itself, which may be durable though its answer was lost: `OutcomeUnknown`. */
  commits?: boolean;
}

/** postgres.js puts the connection a query went out on here; it is not in its types. */
type Sent = PendingQuery<Row[]> & { state: object | null };

/** Sends one statement and gives its rows, or a 503 when no answer came within the guard's deadline. */
export function exchange(door: Door, statement: Statement, asArrays: boolean): Promise<unknown> {
  return new Promise((answer, refuse) => {
    const { guard } = door;
    const span = tracing && childSpan(guard.about(statement.text));
    const began = performance.now();
    let pool: Pool | undefined;
    let query: Sent | undefined;
    let given = false;

    const end = (at: Pool): void => {
      given = true;
      clearTimeout(timer);
      door.sentOn?.(query?.state);
      door.leave(at);
    };
    const fail = (error: unknown): void => {
      if (span) endStatement(span, error);
      operated(querySummary(statement.text), began, error);
      door.failed?.(error);
      refuse(error);
    };
    const unanswered = (error: unknown): unknown => (statement.commits ? new OutcomeUnknown(error) : error);
    const timer = setTimeout(() => {
      given = true;
      if (pool) guard.silent(pool, query?.state ?? undefined, began);
      // What the driver was given may go out even now.
      fail(query ? unanswered(late()) : late());
    }, guard.deadlineMs);
    const start = (at: Pool): boolean => {
      if (given) return false;
      pool = at;
      query = send(door.sql(at), statement, asArrays);
      void query.then(
        (rows) => {
          if (!given) operated(querySummary(statement.text), began);
          end(at);
          guard.heard(at, query?.state);
          if (span) endStatement(span);
          return answer(rows);
        },
        (error: unknown) => {
          const isLate = given;
          end(at);
          const told = guard.explain(at, query?.state, error);
          if (!isLate) fail(query?.state && !isDefinite(error) ? unanswered(told) : told);
        },
      );
      return true;
    };
    try {
      door.enter({ start });
    } catch (error) {
      clearTimeout(timer);
      fail(error);
    }
  });
}

/** postgres.js sends a statement without parameters unprepared unless it is told that it isn't `simple`. */
function send(sql: Sql | TransactionSql, { text, values, prepare }: Statement, asArrays: boolean): Sent {
  const options = prepare ? ({ prepare, simple: false } as { prepare: boolean }) : {};
  const query = sql.unsafe(text, values as never[], options);
  return (asArrays ? query.values() : query) as unknown as Sent;
}
