DROP TABLE IF EXISTS shop.orders;
