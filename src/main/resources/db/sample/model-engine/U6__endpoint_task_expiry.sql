-- Drops the task expiry of an endpoint; passes when column, table or schema is already gone.

ALTER TABLE IF EXISTS hosted_model_inference.endpoints
    DROP COLUMN IF EXISTS task_expires_seconds;
