CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);
CREATE INDEX CONCURRENTLY orders_price ON orders (price);
