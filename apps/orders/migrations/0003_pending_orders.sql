-- Takes the buyer's turn until the end of the transaction, then counts: a function, since its second statement sees what was
-- committed while the first one waited. At most `most` are counted; null when the turn came later than `within_ms`.
CREATE FUNCTION pending_orders(buyer bigint, most integer, within_ms double precision) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(buyer);
  IF clock_timestamp() - statement_timestamp() > make_interval(secs => within_ms / 1000) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT count(*) FROM (SELECT FROM orders WHERE user_id = buyer AND status = 'pending' LIMIT most) AS pending);
END $$;
