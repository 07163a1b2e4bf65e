CREATE TABLE orders (id integer PRIMARY KEY, customer text, price integer);
INSERT INTO orders VALUES (1, 'ada', 10), (2, 'bob', 20);
CREATE TABLE journal (entry text);
