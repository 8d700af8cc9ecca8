import { reportsFolder } from '../settings.ts';
import { outcomeOf, type Summary } from './outcome.ts';
import { page } from './page.ts';
import { text } from './text.ts';

/** A handleSummary: the outcome for the terminal, as a page, and as JSON, of which `bun run load table` makes a table. */
export const summarize =
  (script: string, load: string) =>
  (summary: Summary): Record<string, string> => {
    const outcome = outcomeOf(script, load, summary);
    const at = new Date().toISOString();
    return {
      stdout: text(outcome),
      [`${reportsFolder}/${script}.html`]: page(outcome, at),
      [`${reportsFolder}/${script}.json`]: JSON.stringify({ ...outcome, at, metrics: summary.metrics }, undefined, 2),
    };
  };
