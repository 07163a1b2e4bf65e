-- Lets an endpoint say after how many seconds a task still waiting is dropped.

ALTER TABLE hosted_model_inference.endpoints
    ADD COLUMN IF NOT EXISTS task_expires_seconds integer;
