-- Lets an endpoint say for how many seconds a queue message stays hidden while it is worked on.

ALTER TABLE hosted_model_inference.endpoints
    ADD COLUMN IF NOT EXISTS queue_message_timeout_seconds integer;
