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
CREATE TABLE "idempotency_keys" (
	"user_id" integer NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"token" uuid NOT NULL,
	"leased_until" timestamp with time zone NOT NULL,
	"status" smallint,
	"body" text,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "payment_entries" (
	"transaction_id" uuid NOT NULL,
	"entry" integer NOT NULL,
	"kind" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"key" text,
	"reason" text,
	"cause_id" uuid,
	"traceparent" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "payment_entries_transaction_id_entry_pk" PRIMARY KEY("transaction_id","entry")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transaction_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"key" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"failure_reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased" boolean DEFAULT false NOT NULL,
	"traceparent" text NOT NULL,
	"cause_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refunds_key" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "cause_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_cents" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refund_wanted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "entries" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "leased" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "cause_id" uuid;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_transaction_id_payments_transaction_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."payments"("transaction_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("transaction_id");--> statement-breakpoint
CREATE INDEX "refunds_due" ON "refunds" USING btree ("due_at") WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_requested" ON "refunds" USING btree ("transaction_id") WHERE status = 'open' and reason = 'requested';--> statement-breakpoint
CREATE INDEX "provider_ledger_at" ON "provider_ledger" USING btree ("at");--> statement-breakpoint
INSERT INTO "payment_entries" ("transaction_id", "entry", "kind", "amount_cents", "key", "at")
SELECT "transaction_id", 1, 'intended', "amount_cents", "order_id"::text, "created_at" FROM "payments";--> statement-breakpoint
INSERT INTO "payment_entries" ("transaction_id", "entry", "kind", "amount_cents", "key", "reason", "at")
SELECT "transaction_id", 2, CASE "status" WHEN 'failed' THEN 'declined' ELSE 'captured' END, "amount_cents", "order_id"::text, "failure_reason", "updated_at"
FROM "payments" WHERE "status" IN ('succeeded', 'failed');--> statement-breakpoint
UPDATE "payments" SET "entries" = 1 WHERE "status" NOT IN ('succeeded', 'failed');--> statement-breakpoint
ALTER TABLE "payments" ALTER COLUMN "entries" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "payment_entries" ADD CONSTRAINT "payment_entries_transaction_id_payments_transaction_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."payments"("transaction_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "payment_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "payment_entries"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
