import { generatedFrom, table } from './markdown.ts';

/** Status → what may follow it, and what makes each of those happen. */
export interface StateTable {
  next: Readonly<Record<string, readonly string[]>>;
  causes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const intro = `An order's status changes only as drawn here, by one conditional update under its row lock, which counts up its \`sequence\`, keeps it in its history
and announces it as \`order.updated\`. What comes late or twice is absorbed: it finds no arrow. What was never paid ends
\`cancelled\`. A refund of an order that lives on changes no status; what was wholly refunded before it is cancelled goes through \`cancelled\` to \`refunded\` in one transaction. Whole flow: [checkout.md](checkout.md).`;

/** docs/flows/order-states.md: the states of an order, as a picture and as a table. */
export function orderStatesPage({ next, causes }: StateTable): string {
  const steps = Object.entries(next).flatMap(([from, to]) =>
    to.map((status) => ({ from, to: status, cause: causeOf(causes, from, status) })),
  );
  const parts = [
    '# The states of an order',
    generatedFrom('the table in apps/orders/src/order.ts'),
    intro,
    diagram(next, steps),
    table(
      ['from', 'to', 'by'],
      steps.map(({ from, to, cause }) => [`\`${from}\``, `\`${to}\``, cause]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The first status is where an order begins; it ends where nothing follows. */
function diagram(next: StateTable['next'], steps: readonly { from: string; to: string; cause: string }[]): string {
  const [first] = Object.keys(next);
  const ends = Object.keys(next).filter((status) => next[status]?.length === 0);
  const lines = [
    'stateDiagram-v2',
    `  [*] --> ${first}: POST /create`,
    ...steps.map(({ from, to, cause }) => `  ${from} --> ${to}: ${cause}`),
    ...ends.map((status) => `  ${status} --> [*]`),
  ];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;
}

function causeOf(causes: StateTable['causes'], from: string, to: string): string {
  const cause = causes[from]?.[to];
  if (!cause) throw new Error(`apps/orders/src/order.ts: nothing in causes says why ${from} becomes ${to}.`);
  // It ends a label of mermaid.
  if (/[;\n]/.test(cause)) throw new Error(`apps/orders/src/order.ts: the cause "${cause}" cannot be drawn.`);
  return cause;
}
