import { compatibleRest } from './planted-compatible-rest.fixture.ts';
import type { Planted } from './planted.fixture.ts';

/** Changes of all kinds that break nobody. */
export const compatible: Record<'REST' | 'gRPC' | 'event', Planted[]> = {
  REST: compatibleRest,
  gRPC: [
    {
      what: 'a method is added',
      edits: [
        [
          'users.tsp',
          '    GetUser(...GetUserRequest): GetUserResponse;',
          '    GetUser(...GetUserRequest): GetUserResponse;\n\n    /** Another. */\n    FindUser(...GetUserRequest): GetUserResponse;',
        ],
      ],
    },
    {
      what: 'a field is added',
      edits: [
        [
          'users.tsp',
          '    @TypeSpec.Protobuf.field(6) is_active: boolean;',
          '    @TypeSpec.Protobuf.field(6) is_active: boolean;\n    @TypeSpec.Protobuf.field(7) locale?: string;',
        ],
      ],
    },
    {
      what: 'a message is added',
      edits: [
        [
          'users.tsp',
          '  model GetUserRequest {',
          '  model UserLocale {\n    @TypeSpec.Protobuf.field(1) locale: string;\n  }\n\n  model GetUserRequest {',
        ],
        [
          'users.tsp',
          '    @TypeSpec.Protobuf.field(6) is_active: boolean;',
          '    @TypeSpec.Protobuf.field(6) is_active: boolean;\n    @TypeSpec.Protobuf.field(7) locale?: UserLocale;',
        ],
      ],
    },
    {
      what: 'fields are written in another order',
      edits: [
        [
          'users.tsp',
          '    @TypeSpec.Protobuf.field(3) first_name: string;\n    @TypeSpec.Protobuf.field(4) last_name: string;',
          '    @TypeSpec.Protobuf.field(4) last_name: string;\n    @TypeSpec.Protobuf.field(3) first_name: string;',
        ],
      ],
    },
    {
      what: 'a comment changes',
      edits: [['users.tsp', '/** One account; NOT_FOUND when there is none. */', '/** One account. */']],
    },
  ],
  event: [
    {
      what: 'an optional field is added',
      edits: [['orders.tsp', '  model OrderCreated {', '  model OrderCreated {\n    channel?: string;']],
    },
    {
      what: 'an optional field is added to a shared payload',
      edits: [['payments.tsp', '  model PaymentState {', '  model PaymentState {\n    provider?: string | null;']],
    },
    {
      what: 'an optional field is added deep in an event',
      edits: [['orders.tsp', '  model OrderCreatedItem {', '  model OrderCreatedItem {\n    sku?: string;']],
    },
    {
      what: 'an event is published in addition',
      edits: [
        [
          'users.tsp',
          /\n\}\n*$/,
          '\n\n  /** A user has gone. */\n  @example(#{ user_id: 7 })\n  @JsonSchema.jsonSchema\n  @Kafka.event("user.closed", "user.closed", "user_id", "users", 1)\n  model UserClosed {\n    user_id: id;\n  }\n}\n',
        ],
      ],
    },
    {
      what: 'an enum that only new code uses is added',
      edits: [['orders.tsp', '  model OrderCreated {', '  model OrderCreated {\n    source?: "web" | "app";']],
    },
    {
      what: 'a payload is spread from a shared model',
      edits: [
        [
          'orders.tsp',
          'namespace Ecomm.Events {',
          'namespace Ecomm.Events {\n  model OrderOwner {\n    order_id: uuid;\n    user_id: id;\n  }\n',
        ],
        ['orders.tsp', /(model OrderUpdated \{\n) +order_id: uuid;\n +user_id: id;/, '$1    ...OrderOwner;'],
      ],
    },
    { what: 'a golden file is added', edits: [['golden/planted.event/1/two.json', /^/, '{ "x": 3 }']] },
    {
      what: 'a golden file is written in another layout',
      edits: [['golden/planted.event/1/one.json', '{ "x": 1 }', '{\n  "x": 1\n}\n']],
    },
  ],
};
