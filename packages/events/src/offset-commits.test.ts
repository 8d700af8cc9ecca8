import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { BatchWork } from './batch-work.ts';
import { log } from './broker.fixture.ts';
import type { EachBatchPayload } from './kafka.ts';
import { offsetCommits } from './offset-commits.ts';

type Request = Parameters<EachBatchPayload['commitOffsetsIfNecessary']>[0];

/** Offset commits with a broker that answers as `answer` does, and what it was asked for: offsets by partition. */
function committing({
  answer = async (): Promise<void> => {},
  isMine = (_: BatchWork): boolean => true,
  everyMs = 20,
} = {}) {
  const asked: Record<string, string>[] = [];
  const commitOffsetsIfNecessary = async (request: Request): Promise<void> => {
    const partitions = request!.topics.flatMap((one) => one.partitions);
    asked.push(Object.fromEntries(partitions.map(({ partition, offset }) => [partition, offset])));
    await answer();
  };
  const work = (partition: number): BatchWork => {
    const batch = { topic: 'thing.done', partition, messages: [], highWatermark: '0' };
    const payload = { batch, commitOffsetsIfNecessary } as unknown as EachBatchPayload;
    return new BatchWork(payload, { generation: 0, prefix: '' });
  };
  return { asked, work, commits: offsetCommits({ service: 'test', isMine, log, everyMs }) };
}

test('what is done within a while goes in one request, each partition as far as it came', async () => {
  const { asked, work, commits } = committing();
  commits.add([{ work: work(0), last: '4' }]);
  commits.add([
    { work: work(0), last: '9' },
    { work: work(1), last: '2' },
  ]);
  await until(() => asked.length > 0);
  expect(asked).toEqual([{ 0: '10', 1: '3' }]);
});

test('a commit that failed is made again, but for partitions that came further or are given to others', async () => {
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lost = new Set<string>();
  const { asked, work, commits } = committing({
    answer: () => answers[asked.length - 1]!.promise,
    isMine: ({ key }) => !lost.has(key),
    everyMs: 60_000,
  });
  commits.add([0, 1, 2].map((partition) => ({ work: work(partition), last: '4' })));
  const first = commits.flush();
  await until(() => asked.length === 1);
  commits.add([{ work: work(0), last: '7' }]);
  answers[0]!.reject(new Error('away'));
  await first;
  lost.add(work(2).key);
  answers[1]!.resolve();
  await commits.flush();
  expect(asked).toEqual([
    { 0: '5', 1: '5', 2: '5' },
    { 0: '8', 1: '5' },
  ]);
  await commits.flush();
  expect(asked).toHaveLength(2);
});

test('nothing is committed when its consumer is gone', async () => {
  const { asked, work, commits } = committing();
  commits.add([{ work: work(0), last: '4' }]);
  commits.stop();
  await commits.flush();
  expect(asked).toEqual([]);
});
