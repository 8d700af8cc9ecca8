/** A payload's schema as the AsyncAPI document carries it: no references. */
export interface PayloadSchema {
  type?: string;
  description?: string;
  properties?: Record<string, PayloadSchema>;
  required?: string[];
  items?: PayloadSchema;
  anyOf?: PayloadSchema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  'x-decimal-places'?: number;
}

export interface Message {
  /** The event's type: `order.created`. */
  name: string;
  /** The payload's model: `OrderCreated`. */
  title: string;
  summary: string;
  headers: { properties: Record<string, PayloadSchema> };
  bindings: { kafka: { key: { description: string } } };
  tags: [{ name: string }];
  examples: [{ headers: Record<string, string>; payload: Record<string, unknown> }];
}

/** What the pages read of contracts/generated/asyncapi.json. */
export interface AsyncApi {
  channels: Record<string, { messages: Record<string, unknown> }>;
  components: { messages: Record<string, Message>; schemas: Record<string, PayloadSchema> };
}
