ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE invoices ADD COLUMN currency text;
