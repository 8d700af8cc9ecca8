import { gadgetCreated } from '@ecomm/contracts/events';
import type { Gadget, NewGadget } from '@ecomm/contracts/http/gadgets';
import type { Db } from '@ecomm/database/connect';
import type { Caller } from '@ecomm/http/operation';
import { stage } from '@ecomm/outbox/stage';
import { gadgetColumns } from './gadget.ts';
import { gadgets } from './schema.ts';

/** POST / → row + outbox in one transaction → gadget.created */
export async function createGadget({ db }: { db: Db }, caller: Caller, wish: NewGadget): Promise<Gadget> {
  return db.transaction(async (tx) => {
    const [made] = await tx
      .insert(gadgets)
      .values({ ...wish, id: Bun.randomUUIDv7(), user_id: caller.id })
      .returning(gadgetColumns);
    const { id, note, ...told } = made!;
    await stage(tx, gadgetCreated, { gadget_id: id, ...told, ...(note === null ? {} : { note }) });
    return made!;
  });
}
