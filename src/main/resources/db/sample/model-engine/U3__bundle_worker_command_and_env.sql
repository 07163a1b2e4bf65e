-- Drops the worker command and environment, each on its own; passes when either, the table or the schema is already gone.

ALTER TABLE IF EXISTS hosted_model_inference.bundles
    DROP COLUMN IF EXISTS runnable_image_worker_env,
    DROP COLUMN IF EXISTS runnable_image_worker_command;
