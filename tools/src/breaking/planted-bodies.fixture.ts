import type { PlantedBreak } from './planted.fixture.ts';

/** Changes of requests' bodies that break clients. */
export const bodyBreaks: PlantedBreak[] = [
  {
    what: 'a field of a request is removed',
    edits: [['orders.tsp', '    shipping_address?: shippingAddress;\n', '']],
    rules: ['request-field-removed'],
    names: ['orders.placeOrder (POST /create)', 'in the request, `shipping_address` of NewOrder is gone'],
    at: 'shipping_address?: shippingAddress;',
    before: true,
    affects: ['SDK shop.orders.create()'],
  },
  {
    what: 'fields of a request that no model declares are removed: one finding each',
    edits: [
      ['notifications.http.tsp', '  one?: string;\n', ''],
      ['notifications.http.tsp', '    deep?: string;\n', ''],
    ],
    rules: ['request-field-removed', 'request-field-removed'],
    names: ['notifications.plant', 'in the request, `one` is gone', 'in the request, `other.deep` is gone'],
    at: 'op plant(',
    before: true,
    affects: ['HTTP clients of notifications'],
  },
  {
    what: 'a field is removed from the base of a model that a request carries',
    edits: [['notifications.http.tsp', '  weight?: int32;\n', '']],
    rules: ['request-field-removed'],
    names: ['in the request, `weight` of PlantedBase is gone'],
    at: 'weight?: int32;',
    before: true,
  },
  {
    what: 'a field of a request becomes required',
    edits: [['orders.tsp', 'shipping_address?: shippingAddress;', 'shipping_address: shippingAddress;']],
    rules: ['request-field-required'],
    names: ['orders.placeOrder', '`shipping_address` of NewOrder was optional'],
  },
  {
    what: 'a required field of a request is added',
    edits: [['users.tsp', '  model RefreshToken {', '  model RefreshToken {\n    device: string;']],
    rules: ['request-field-required'],
    names: ['users.refreshSession', 'users.logOut', '`device` of RefreshToken is new and required'],
    at: 'device: string;',
  },
  {
    what: 'a shared value is refused in requests, and lies in events',
    edits: [['states.tsp', '  test_timeout,\n', '']],
    rules: ['request-enum-narrowed', 'event-enum-narrowed'],
    names: ['orders.placeOrder', 'event order.created', '`payment_method` does not take `test_timeout` any more'],
    before: true,
    affects: ['payments (payments-group)', 'notifications (notifications-group)'],
  },
  {
    what: 'a bound of a scalar is tightened',
    edits: [['orders.tsp', '@maxValue(1000)', '@maxValue(100)']],
    rules: ['request-tightened'],
    names: ['orders.placeOrder', 'maximum of `items[].quantity` was 1000 and is 100 now'],
  },
  {
    what: 'a list of a request may be shorter only',
    edits: [['orders.tsp', '@maxItems(50)', '@maxItems(10)']],
    rules: ['request-tightened'],
    names: ['maxItems of `items` of NewOrder was 50 and is 10 now'],
  },
  {
    what: 'a password has to be longer',
    edits: [['users.tsp', '@minLength(8)', '@minLength(12)']],
    rules: ['request-tightened'],
    names: ['users.signUp', 'users.changePassword', 'minLength'],
  },
  {
    what: 'a pattern is another one',
    edits: [['orders.http.tsp', '@pattern("^[!-~]+$")', '@pattern("^[0-9a-f-]+$")']],
    rules: ['request-tightened'],
    names: [
      'orders.placeOrder',
      'pattern of the header parameter `Idempotency-Key` was `^[!-~]+$` and is `^[0-9a-f-]+$` now',
    ],
  },
  {
    what: 'a scalar gets the bounds of another one',
    edits: [['products.tsp', /scalar sku extends \w+;/, 'scalar sku extends uuid;']],
    rules: ['request-tightened'],
    names: ['products.createProduct', 'format of `sku`'],
    at: 'scalar sku extends uuid;',
  },
  {
    what: 'an id in a request becomes a UUID',
    edits: [
      ['payments.tsp', /model PaymentRequest \{\n +order_id: uuid;/, 'model PaymentRequest {\n    order_id: int64;'],
    ],
    rules: ['request-type-changed'],
    names: ['payments.processPayment', '`order_id` of PaymentRequest was of type string'],
    at: 'order_id: int64;',
    affects: ['SDK shop.payments.process()'],
  },
  {
    what: 'null is refused in a request',
    edits: [['users.tsp', 'first_name?: personName | null;', 'first_name?: personName;']],
    rules: ['request-null-refused'],
    names: ['users.updateMe', '`first_name` of OwnChange may not be null any more'],
  },
  {
    what: 'the default of a field changes',
    edits: [['products.tsp', 'is_active?: boolean = true;', 'is_active?: boolean = false;']],
    rules: ['request-default-changed'],
    names: ['products.createProduct', 'default of `is_active` of NewProduct was true'],
  },
  {
    what: 'a body needs another content type',
    edits: [
      [
        'payments.http.tsp',
        'op processPayment(@body',
        'op processPayment(@header contentType: "application/xml", @body',
      ],
    ],
    rules: ['request-media-removed'],
    names: ['payments.processPayment', 'application/json', 'application/xml'],
  },
  {
    what: 'an operation without a body needs one',
    edits: [
      [
        'notifications.http.tsp',
        'op resendNotification(@path id: uuid)',
        'op resendNotification(@path id: uuid, @body body: {\n  reason: string;\n})',
      ],
    ],
    rules: ['body-required'],
    names: ['notifications.resendNotification (POST /queued/{id}/resend)', 'needs one now'],
  },
];
