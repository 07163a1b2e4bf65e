-- Records, in words, why an endpoint has the status it has.

ALTER TABLE hosted_model_inference.endpoints
    ADD COLUMN IF NOT EXISTS status_reason text;
