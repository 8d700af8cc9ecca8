export const errors = 'http_server_request_duration_seconds_count{http_response_status_code=~"5.."}';
/** Of a histogram, over time. */
export const quantile = (of: number, histogram: string, by: string): string =>
  `histogram_quantile(${of}, sum by (${by}, le) (rate(${histogram}_bucket[$__rate_interval])))`;
/** Of a counter, a second. */
export const rate = (counter: string, by: string): string => `sum by (${by}) (rate(${counter}[$__rate_interval]))`;
