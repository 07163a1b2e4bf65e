-- Undo of the start: the shop goes with all its rows; passes when some or all of it is already gone.

DROP TABLE IF EXISTS shop.order_lines;

DROP TABLE IF EXISTS shop.orders;

DROP TABLE IF EXISTS shop.customers;

-- RESTRICT: an object this bundle did not make stops the undo rather than vanishing with it.
DROP SCHEMA IF EXISTS shop RESTRICT;
