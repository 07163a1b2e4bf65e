-- Drops the queue message timeout of an endpoint; passes when column, table or schema is already gone.

ALTER TABLE IF EXISTS hosted_model_inference.endpoints
    DROP COLUMN IF EXISTS queue_message_timeout_seconds;
