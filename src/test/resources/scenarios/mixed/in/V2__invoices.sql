CREATE TABLE invoices (id integer, customer text);
-- of which the other kind is this
CREATE INDEX CONCURRENTLY invoices_customer_idx
    ON invoices (customer);
