CREATE UNIQUE INDEX CONCURRENTLY orders_customer_key ON orders (customer);
