-- Records which kind of forwarder stands before the image of a bundle.

ALTER TABLE hosted_model_inference.bundles
    ADD COLUMN IF NOT EXISTS runnable_image_forwarder_type text;
