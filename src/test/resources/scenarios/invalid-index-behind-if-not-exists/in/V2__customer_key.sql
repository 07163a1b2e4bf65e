CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_key ON orders (customer);
