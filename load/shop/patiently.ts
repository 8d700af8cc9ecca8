import { sleep } from 'k6';
import { Counter } from 'k6/metrics';
import { codeOf, type Answer } from './request.ts';

const repeated = new Counter('requests_repeated');
const triesMax = 6;

/** Too many, as of the 600 sign-ups a minute from one address, or too busy: it may succeed in a moment. */
export const comeBackLater = [429, 503];

/** As a careful client does: asks again while there is no answer, or the one to come back later. */
export function patiently(attempt: () => Answer): Answer {
  let answer = attempt();
  for (let tries = 1; tries < triesMax && isForLater(answer); tries++) {
    repeated.add(1);
    sleep(Math.min(Number(answer.headers['Retry-After']) || 1, 60) + Math.random());
    answer = attempt();
  }
  return answer;
}

const isForLater = (answer: Answer): boolean =>
  answer.status === 0 || comeBackLater.includes(answer.status) || codeOf(answer) === 'idempotency.in_progress';
