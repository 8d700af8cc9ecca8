import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from './log.ts';
import { detached } from './trace.ts';

/**
 * Counts the spans between their end and the receiver's answer: no more than `max` at a time, the others are dropped. Says
 * once that the receiver is away, and once, with how many spans that has cost, that it is back.
 */
export class SpanQueue {
  /** Waiting or on their way. */
  pending = 0;
  /** Lost since the start, for want of room or of an answer. */
  dropped = 0;
  private readonly max: number;
  private readonly receiver: string;
  private readonly log: Log;
  /** How many were lost before the receiver went away; undefined while it is there. */
  private awaySince: number | undefined;

  constructor(max: number, receiver: string, log: Log) {
    this.max = max;
    this.receiver = receiver;
    this.log = log;
  }

  /** Whether there is room for one more, which then has its place. */
  admit(): boolean {
    if (this.pending >= this.max) {
      this.dropped += 1;
      return false;
    }
    this.pending += 1;
    return true;
  }

  /** `exporter`, whose answers are counted here. */
  reporting(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans: ReadableSpan[], done) => {
        const before = this.dropped;
        exporter.export(spans, (result) => {
          // Whoever's span filled the batch has nothing to do with its outcome.
          detached(() => this.settle(spans.length, result, before));
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
      forceFlush: async () => exporter.forceFlush?.(),
    };
  }

  private settle(count: number, { code, error }: ExportResult, before: number): void {
    this.pending -= count;
    if (code === ExportResultCode.SUCCESS) return this.back();
    this.dropped += count;
    if (this.awaySince !== undefined) return;
    this.awaySince = before;
    // Its message alone: a gRPC client's error holds the whole client.
    const reason = error?.message;
    this.log.warn({ reason, receiver: this.receiver }, 'spans cannot be exported: they are dropped meanwhile');
  }

  private back(): void {
    if (this.awaySince === undefined) return;
    this.log.info({ dropped: this.dropped - this.awaySince }, 'spans are exported again');
    this.awaySince = undefined;
  }
}
