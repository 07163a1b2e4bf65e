-- Lets a bundle list all of its routes, in place of the standard ones.

ALTER TABLE hosted_model_inference.bundles
    ADD COLUMN IF NOT EXISTS runnable_image_routes text[];
