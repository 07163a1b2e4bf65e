-- Lets a bundle name further routes its image answers on, beside the standard ones.

ALTER TABLE hosted_model_inference.bundles
    ADD COLUMN IF NOT EXISTS runnable_image_extra_routes text[];
