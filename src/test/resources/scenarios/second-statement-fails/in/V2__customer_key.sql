INSERT INTO journal VALUES ('customers become unique');
ALTER TABLE orders ADD CONSTRAINT orders_customer_key UNIQUE (customer);
CREATE INDEX CONCURRENTLY orders_price_idx ON orders (price);
