-- Step two, fill: a revision of its own, so the slow part, which grows with the rows, can be timed, watched and run again apart from any change of shape.

-- Only rows still empty are touched: a value written since step one is left as it is, and a second run finds nothing to do.
UPDATE shop.orders AS o
SET currency = c.currency
FROM shop.customers AS c
WHERE c.id = o.customer_id
    AND o.currency IS NULL;
