CREATE UNIQUE INDEX IF NOT EXISTS orders_customer_key ON orders (customer);
