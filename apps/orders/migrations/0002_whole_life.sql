CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consumer" text NOT NULL,
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"offset" bigint NOT NULL,
	"event_id" text,
	"key" "bytea",
	"value" "bytea",
	"headers" jsonb NOT NULL,
	"reason" text NOT NULL,
	"attempts" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"trace_id" text,
	"status" text DEFAULT 'open' NOT NULL,
	"handled_at" timestamp with time zone,
	CONSTRAINT "dead_letters_record" UNIQUE("consumer","topic","partition","offset")
);
--> statement-breakpoint
CREATE TABLE "order_timeline" (
	"order_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"service" text NOT NULL,
	"type" text NOT NULL,
	"cause_id" uuid,
	"trace_id" text,
	"data" jsonb NOT NULL,
	CONSTRAINT "order_timeline_order_id_event_id_pk" PRIMARY KEY("order_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "order_history" ADD COLUMN "event_id" uuid;--> statement-breakpoint
ALTER TABLE "order_history" ADD COLUMN "trace_id" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "refunded_cents" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "cause_id" uuid;--> statement-breakpoint
ALTER TABLE "order_timeline" ADD CONSTRAINT "order_timeline_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;