/**
 * Asks the provider and records its answer; rejects when none has come in time, which means that nobody knows. An answer
 * that comes after its time is recorded all the same: only the first recorded one counts.
 */
export async function askInTime<Answer>(
  timeoutMs: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
  record: (answer: Answer) => Promise<void>,
): Promise<void> {
  const call = new AbortController();
  const silence = Promise.withResolvers<never>();
  const answer = ask(call.signal);
  const timer = setTimeout(() => {
    const late = new Error('no answer came in time');
    silence.reject(late);
    call.abort(late);
    void answer.then(record).catch(() => undefined); // it is asked for again anyway
  }, timeoutMs);
  const inTime = await Promise.race([answer, silence.promise]).finally(() => clearTimeout(timer));
  await record(inTime);
}
