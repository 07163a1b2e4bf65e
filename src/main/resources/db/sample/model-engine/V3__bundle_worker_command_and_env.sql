-- Lets the workers of a bundle start with a command and environment of their own.

ALTER TABLE hosted_model_inference.bundles
    ADD COLUMN IF NOT EXISTS runnable_image_worker_command text[],
    ADD COLUMN IF NOT EXISTS runnable_image_worker_env json;
