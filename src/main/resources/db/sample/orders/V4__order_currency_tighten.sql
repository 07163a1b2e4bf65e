-- Step three, tighten: comes last, as it fails on any row the fill has missed, and from here on no order can be without a currency.

ALTER TABLE shop.orders
    ALTER COLUMN currency SET NOT NULL;

-- A constraint has no IF NOT EXISTS; dropping it first makes the script safe to run again.
ALTER TABLE shop.orders
    DROP CONSTRAINT IF EXISTS orders_currency_check;

ALTER TABLE shop.orders
    ADD CONSTRAINT orders_currency_check CHECK (currency ~ '^[A-Z]{3}$');
