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
ALTER TABLE "outbox" ADD COLUMN "cause_id" uuid;--> statement-breakpoint
ALTER TABLE "reservations" ADD COLUMN "shortfall_at" timestamp with time zone;