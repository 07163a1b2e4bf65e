-- Takes the whole model engine schema away again, data included; passes when some or all of it is already gone.

-- Referencing tables go before the tables they refer to, so nothing has to be cascaded.
DROP TABLE IF EXISTS model.model_artifacts;

DROP TABLE IF EXISTS model.model_versions;

DROP TABLE IF EXISTS model.models;

DROP TABLE IF EXISTS hosted_model_inference.triggers;

DROP TABLE IF EXISTS hosted_model_inference.docker_image_batch_job_bundles;

DROP TABLE IF EXISTS hosted_model_inference.batch_jobs;

DROP TABLE IF EXISTS hosted_model_inference.endpoints;

DROP TABLE IF EXISTS hosted_model_inference.bundles;

-- RESTRICT: an object this bundle did not make stops the undo rather than vanishing with it.
DROP SCHEMA IF EXISTS model RESTRICT;

DROP SCHEMA IF EXISTS hosted_model_inference RESTRICT;
