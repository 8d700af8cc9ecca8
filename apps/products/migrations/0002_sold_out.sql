ALTER TABLE "products" ADD COLUMN "sold_out" boolean GENERATED ALWAYS AS (stock_quantity = 0) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "products_newest_in_stock" ON "products" USING btree ("sold_out","id") WHERE is_active;--> statement-breakpoint
CREATE INDEX "products_by_price_in_stock" ON "products" USING btree ("sold_out","price_cents","id") WHERE is_active;--> statement-breakpoint
CREATE INDEX "products_by_name_in_stock" ON "products" USING btree ("sold_out",lower("name"),"id") WHERE is_active;