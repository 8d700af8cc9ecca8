/** The value of a TEST_… variable; the test command sets them all, with servers of its own. */
export function testVariable(name: 'TEST_DATABASE_URL' | 'TEST_KAFKA_BROKERS'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`bun run test <project>\`, which starts what tests need`);
  return value;
}
