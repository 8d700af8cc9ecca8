/**
 * The environment of the tests: without what `.env` or the shell says of a running shop, so that no test depends on it or
 * touches it.
 */
export function testEnv(env: Record<string, string | undefined>): Record<string, string> {
  const ofShop =
    /^(HOST|GRPC_HOST|COPY|COPIES|NODE_ENV|SERVICE_TOKEN|CORS_ORIGINS|SWAGGER|CURRENCY|RESERVATION_TTL)$|_PORT$|_URL$|^(DATABASE|KAFKA|LOG|JWT|OTEL|PAYMENT|SMTP)_/;
  const kept = Object.entries(env).filter(
    ([name]) => name.startsWith('TEST_') || name.startsWith('npm_') || !ofShop.test(name),
  );
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
