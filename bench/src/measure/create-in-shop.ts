import { alternate } from '../compare/alternate.ts';
import { rate, ratio } from '../compare/compare.ts';
import { served } from '../load/closed-loop.ts';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';
import { fillCatalogue, orderable } from '../shop/catalogue.ts';
import { customers } from '../shop/customers.ts';
import { untilSettled } from '../shop/pending.ts';

/** POST /create of the whole shop: of many products, and of one that everybody wants. */
export async function measureCreateInShop(bench: Bench): Promise<Row[]> {
  const own = await bench.shop();
  await fillCatalogue(own.sql.products, orderable);
  const tokens = await customers(bench);
  const contestant = async (name: string, products: number) =>
    served(bench, {
      name,
      port: own.ports.http.orders,
      pid: own.shop.process('orders').pid!,
      requests: await bench.requests({ kind: 'orders', tokens, products, withKey: true }),
      expected: 201,
      patient: true,
    });
  const contestants = [await contestant(`${orderable} products`, orderable), await contestant('one hot product', 1)];
  const settled = async (): Promise<void> => void (await untilSettled(own));
  const [spread = [], hot = []] = await alternate(bench, 'POST /create in the shop', contestants, settled);
  await settled();
  return [
    rate(
      'POST /create in the whole shop',
      spread,
      `spread over ${orderable} products, while the earlier ones are paid`,
    ),
    ratio('  one hot product, to many', hot, spread, 0.5),
  ];
}
