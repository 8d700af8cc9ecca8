import { setLevel, type Log } from './log.ts';
import type { Part } from './run.ts';

/** `kill -USR2 <pid>` has everything logged from debug on; once more, what the configuration says. */
export function debugSwitch(log: Log): Part {
  const configured = log.level;
  const toggle = (): void => {
    const isOn = log.level === 'debug' && configured !== 'debug';
    // Said while what is said is shown.
    setLevel(log, 'debug');
    log.info(isOn ? `log level is ${configured} again` : 'log level is debug until the next SIGUSR2');
    if (isOn) setLevel(log, configured);
  };
  return {
    name: 'debug switch',
    start: () => void process.on('SIGUSR2', toggle),
    stop: () => void process.off('SIGUSR2', toggle),
  };
}
