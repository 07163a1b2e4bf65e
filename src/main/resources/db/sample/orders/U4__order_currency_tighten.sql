-- Undo of the tightening, first to go: orders may be without a currency again, and no value is changed.

ALTER TABLE IF EXISTS shop.orders
    DROP CONSTRAINT IF EXISTS orders_currency_check;

-- DROP NOT NULL cannot be guarded against a missing column, so a column dropped by hand is put back empty first.
ALTER TABLE IF EXISTS shop.orders
    ADD COLUMN IF NOT EXISTS currency text;

ALTER TABLE IF EXISTS shop.orders
    ALTER COLUMN currency DROP NOT NULL;
