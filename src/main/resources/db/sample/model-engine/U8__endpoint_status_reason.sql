-- Drops the reason for the status of an endpoint; passes when column, table or schema is already gone.

ALTER TABLE IF EXISTS hosted_model_inference.endpoints
    DROP COLUMN IF EXISTS status_reason;
