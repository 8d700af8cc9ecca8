import { instant } from '@ecomm/database/instant';
import { Problem } from '@ecomm/runtime/problem';
import { gadgets } from './schema.ts';

/** One of them as every answer shows it. */
export const gadgetColumns = {
  id: gadgets.id,
  user_id: gadgets.user_id,
  title: gadgets.title,
  note: gadgets.note,
  created_at: instant(gadgets.created_at),
};

export const unknownGadget = (): Problem => new Problem(404, 'gadget.not_found', 'There is none of this id.');
