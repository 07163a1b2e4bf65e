-- Drops the further routes of a bundle; passes when column, table or schema is already gone.

ALTER TABLE IF EXISTS hosted_model_inference.bundles
    DROP COLUMN IF EXISTS runnable_image_extra_routes;
