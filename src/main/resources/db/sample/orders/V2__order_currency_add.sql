-- Step one, add: the column comes in nullable and without a default, so it is added at once and code that does not know it keeps working.

ALTER TABLE shop.orders
    ADD COLUMN IF NOT EXISTS currency text;
