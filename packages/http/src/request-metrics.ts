import { gauge, histogram } from '@ecomm/runtime/metrics';

const duration = histogram(
  'http_server_request_duration_seconds',
  'From a request to its answer; of an event stream, until it is open.',
  ['http_request_method', 'http_route', 'http_response_status_code'],
);
const active = gauge('http_server_active_requests', 'Requests that have no answer yet.');
const streams = gauge('ecomm_event_streams_open', 'Event streams that are being read.');

let underWay = 0;
active.watch(() => underWay);

/** Of the one HTTP side that a process has. */
export const watchStreams = (open: { readonly size: number }): void => void streams.watch(() => open.size);

/** The requests of one operation: `begin` each, `end` it with its answer. A route is a template, never the path that was asked. */
export function requestsOf(method: string, route: string) {
  return {
    begin: (): number => {
      underWay += 1;
      return performance.now();
    },
    end: (began: number, answer: Response): Response => {
      underWay -= 1;
      duration.record((performance.now() - began) / 1_000, {
        http_request_method: method,
        http_route: route,
        http_response_status_code: answer.status,
      });
      return answer;
    },
  };
}

/** A request that no operation answers; whatever it asks for, it is counted under one route. `method` is one that there is, or `_OTHER`. */
export function unmatched(method: string, answer: () => Response): Response {
  const requests = requestsOf(method, 'unmatched');
  return requests.end(requests.begin(), answer());
}
