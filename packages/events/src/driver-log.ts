import type { Log } from '@ecomm/runtime/log';

interface DriverLine {
  /** 1 error, 2 warn, 4 info, 5 debug */
  level: number;
  namespace: string;
  log: { message: string; [field: string]: unknown };
}

/** What kafkajs says once, of things nothing else reports; all its other lines are retries under way. */
const worthReading = /out of range|unsubscribed topics|Error when calling|Failed to execute listener/i;

/** kafkajs' lines as ours: its retries at debug, its chatter at trace. Outages are reported by the link, once. */
export const driverLog = (log: Log) => () => {
  const out = log.child({ part: 'kafkajs' });
  return ({ level, namespace, log: { message, ...fields } }: DriverLine): void => {
    const write = level > 2 ? 'trace' : worthReading.test(message) ? 'warn' : 'debug';
    out[write](fields, namespace ? `${namespace}: ${message}` : message);
  };
};
