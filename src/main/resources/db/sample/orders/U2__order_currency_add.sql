-- Undo of the added column: the step back that loses data, as the currency of every order goes with it.

ALTER TABLE IF EXISTS shop.orders
    DROP COLUMN IF EXISTS currency;
