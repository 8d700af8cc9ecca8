import { testVariable } from './environment.ts';

/** The brokers of the test run: `['127.0.0.1:59092']`. */
export const testBrokers = (): string[] => testVariable('TEST_KAFKA_BROKERS').split(',');

/** A prefix for every topic and group of one test, so that tests share a broker without meeting. */
export const freshPrefix = (): string => `t${process.pid}${crypto.randomUUID().slice(0, 8)}.`;
