-- Snapshot of the model engine schema as of revision 8, for an empty database only: stands in for V1 to V8.

CREATE SCHEMA hosted_model_inference;

CREATE SCHEMA model;

-- What can be served: code or an image, frozen under an id.
CREATE TABLE hosted_model_inference.bundles (
    id text NOT NULL,
    name text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    owner text NOT NULL,
    flavor text NOT NULL DEFAULT 'runnable_image',
    location text,
    schema_location text,
    requirements text[],
    app_config jsonb,
    bundle_metadata jsonb NOT NULL DEFAULT '{}',
    runnable_image_repository text,
    runnable_image_tag text,
    runnable_image_command text[],
    runnable_image_env jsonb,
    runnable_image_protocol text,
    runnable_image_startup_seconds integer,
    runnable_image_extra_routes text[],
    runnable_image_worker_command text[],
    runnable_image_worker_env json,
    runnable_image_forwarder_type text,
    runnable_image_routes text[],
    CONSTRAINT bundles_pkey PRIMARY KEY (id),
    CONSTRAINT bundles_name_check CHECK (btrim(name) <> ''),
    CONSTRAINT bundles_flavor_check CHECK (flavor IN ('artifact', 'runnable_image', 'streaming_image')),
    CONSTRAINT bundles_source_check CHECK (
        CASE WHEN flavor = 'artifact'
            THEN location IS NOT NULL
            ELSE runnable_image_repository IS NOT NULL AND runnable_image_tag IS NOT NULL
        END
    ),
    CONSTRAINT bundles_runnable_image_protocol_check CHECK (runnable_image_protocol IN ('http', 'grpc')),
    CONSTRAINT bundles_runnable_image_startup_seconds_check CHECK (runnable_image_startup_seconds > 0)
);

CREATE INDEX bundles_name_created_by_idx
    ON hosted_model_inference.bundles (name, created_by, created_at DESC);

CREATE INDEX bundles_owner_idx
    ON hosted_model_inference.bundles (owner);

-- Where a bundle is served, and on what resources; a deleted endpoint keeps its row.
CREATE TABLE hosted_model_inference.endpoints (
    id text NOT NULL,
    name text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    owner text NOT NULL,
    endpoint_type text NOT NULL DEFAULT 'sync',
    status text NOT NULL DEFAULT 'pending',
    destination text,
    current_bundle_id text NOT NULL,
    cpus numeric(8, 3) NOT NULL DEFAULT 1,
    memory text NOT NULL DEFAULT '2Gi',
    gpus integer NOT NULL DEFAULT 0,
    gpu_type text,
    storage text,
    min_workers integer NOT NULL DEFAULT 1,
    max_workers integer NOT NULL DEFAULT 1,
    per_worker integer NOT NULL DEFAULT 1,
    labels jsonb NOT NULL DEFAULT '{}',
    endpoint_metadata jsonb,
    public_inference boolean NOT NULL DEFAULT false,
    task_expires_seconds integer,
    queue_message_timeout_seconds integer,
    status_reason text,
    CONSTRAINT endpoints_pkey PRIMARY KEY (id),
    CONSTRAINT endpoints_current_bundle_id_fkey FOREIGN KEY (current_bundle_id)
        REFERENCES hosted_model_inference.bundles (id),
    CONSTRAINT endpoints_endpoint_type_check CHECK (endpoint_type IN ('async', 'sync', 'streaming')),
    CONSTRAINT endpoints_status_check CHECK (
        status IN ('pending', 'updating', 'ready', 'failed', 'deleting', 'deleted')
    ),
    CONSTRAINT endpoints_cpus_check CHECK (cpus > 0),
    CONSTRAINT endpoints_gpus_check CHECK (gpus >= 0 AND (gpus = 0 OR gpu_type IS NOT NULL)),
    CONSTRAINT endpoints_workers_check CHECK (
        min_workers >= 0 AND max_workers >= min_workers AND max_workers > 0 AND per_worker > 0
    ),
    CONSTRAINT endpoints_deleted_at_check CHECK (deleted_at >= created_at)
);

-- A name is taken only while its endpoint lives.
CREATE UNIQUE INDEX endpoints_name_created_by_live_key
    ON hosted_model_inference.endpoints (name, created_by)
    WHERE deleted_at IS NULL;

CREATE INDEX endpoints_endpoint_metadata_idx
    ON hosted_model_inference.endpoints USING gin (endpoint_metadata);

CREATE INDEX endpoints_current_bundle_id_idx
    ON hosted_model_inference.endpoints (current_bundle_id);

-- One run of a bundle over a set of inputs.
CREATE TABLE hosted_model_inference.batch_jobs (
    id text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    owner text NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    model_bundle_id text NOT NULL,
    model_endpoint_id text,
    input_location text NOT NULL,
    result_location text,
    serialization_format text NOT NULL DEFAULT 'json',
    task_count integer,
    job_labels jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT batch_jobs_pkey PRIMARY KEY (id),
    CONSTRAINT batch_jobs_model_bundle_id_fkey FOREIGN KEY (model_bundle_id)
        REFERENCES hosted_model_inference.bundles (id),
    CONSTRAINT batch_jobs_model_endpoint_id_fkey FOREIGN KEY (model_endpoint_id)
        REFERENCES hosted_model_inference.endpoints (id) ON DELETE SET NULL,
    CONSTRAINT batch_jobs_status_check CHECK (
        status IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')
    ),
    CONSTRAINT batch_jobs_serialization_format_check CHECK (serialization_format IN ('json', 'pickle')),
    CONSTRAINT batch_jobs_completed_at_check CHECK (completed_at >= created_at)
);

CREATE INDEX batch_jobs_model_bundle_id_idx
    ON hosted_model_inference.batch_jobs (model_bundle_id);

CREATE INDEX batch_jobs_owner_created_at_idx
    ON hosted_model_inference.batch_jobs (owner, created_at DESC);

CREATE INDEX batch_jobs_unfinished_idx
    ON hosted_model_inference.batch_jobs (status, created_at)
    WHERE completed_at IS NULL;

-- An image with its command and resources, ready to be run as a batch job.
CREATE TABLE hosted_model_inference.docker_image_batch_job_bundles (
    id text NOT NULL,
    name text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    owner text NOT NULL,
    image_repository text NOT NULL,
    image_tag text NOT NULL,
    command text[] NOT NULL DEFAULT '{}',
    env jsonb NOT NULL DEFAULT '{}',
    mount_location text,
    cpus numeric(8, 3),
    memory text,
    gpus integer NOT NULL DEFAULT 0,
    gpu_type text,
    storage text,
    public boolean NOT NULL DEFAULT false,
    CONSTRAINT docker_image_batch_job_bundles_pkey PRIMARY KEY (id),
    CONSTRAINT docker_image_batch_job_bundles_cpus_check CHECK (cpus > 0),
    CONSTRAINT docker_image_batch_job_bundles_gpus_check CHECK (
        gpus >= 0 AND (gpus = 0 OR gpu_type IS NOT NULL)
    )
);

CREATE INDEX docker_image_batch_job_bundles_owner_name_idx
    ON hosted_model_inference.docker_image_batch_job_bundles (owner, name, created_at DESC);

-- Starts a batch job from such an image on a schedule.
CREATE TABLE hosted_model_inference.triggers (
    id text NOT NULL,
    name text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    owner text NOT NULL,
    cron_schedule text NOT NULL,
    docker_image_batch_job_bundle_id text NOT NULL,
    default_job_config jsonb,
    default_job_metadata jsonb,
    suspended boolean NOT NULL DEFAULT false,
    CONSTRAINT triggers_pkey PRIMARY KEY (id),
    CONSTRAINT triggers_owner_name_key UNIQUE (owner, name),
    CONSTRAINT triggers_docker_image_batch_job_bundle_id_fkey FOREIGN KEY (docker_image_batch_job_bundle_id)
        REFERENCES hosted_model_inference.docker_image_batch_job_bundles (id),
    CONSTRAINT triggers_cron_schedule_check CHECK (
        array_length(regexp_split_to_array(btrim(cron_schedule), ' +'), 1) = 5
    )
);

CREATE INDEX triggers_docker_image_batch_job_bundle_id_idx
    ON hosted_model_inference.triggers (docker_image_batch_job_bundle_id);

-- The registry: a model, known by its name to its owner.
CREATE TABLE model.models (
    id text NOT NULL,
    name text NOT NULL,
    description text,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    owner text NOT NULL,
    task_types text[] NOT NULL DEFAULT '{}',
    CONSTRAINT models_pkey PRIMARY KEY (id),
    CONSTRAINT models_owner_name_key UNIQUE (owner, name),
    CONSTRAINT models_name_check CHECK (btrim(name) <> '')
);

CREATE INDEX models_task_types_idx
    ON model.models USING gin (task_types);

-- A numbered version of a model and, once it is served, its bundle.
CREATE TABLE model.model_versions (
    id text NOT NULL,
    model_id text NOT NULL,
    version_number integer NOT NULL,
    bundle_id text,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    tags text[] NOT NULL DEFAULT '{}',
    metadata jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT model_versions_pkey PRIMARY KEY (id),
    CONSTRAINT model_versions_model_id_version_number_key UNIQUE (model_id, version_number),
    CONSTRAINT model_versions_model_id_fkey FOREIGN KEY (model_id)
        REFERENCES model.models (id) ON DELETE CASCADE,
    CONSTRAINT model_versions_bundle_id_fkey FOREIGN KEY (bundle_id)
        REFERENCES hosted_model_inference.bundles (id),
    CONSTRAINT model_versions_version_number_check CHECK (version_number >= 0)
);

CREATE INDEX model_versions_bundle_id_idx
    ON model.model_versions (bundle_id);

-- The files a version is made of.
CREATE TABLE model.model_artifacts (
    id text NOT NULL,
    model_version_id text NOT NULL,
    name text NOT NULL,
    location text NOT NULL,
    format text,
    size_bytes bigint,
    sha256 text,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT model_artifacts_pkey PRIMARY KEY (id),
    CONSTRAINT model_artifacts_model_version_id_name_key UNIQUE (model_version_id, name),
    CONSTRAINT model_artifacts_model_version_id_fkey FOREIGN KEY (model_version_id)
        REFERENCES model.model_versions (id) ON DELETE CASCADE,
    CONSTRAINT model_artifacts_size_bytes_check CHECK (size_bytes >= 0),
    CONSTRAINT model_artifacts_sha256_check CHECK (length(sha256) = 64)
);

CREATE INDEX model_artifacts_sha256_idx
    ON model.model_artifacts (sha256);
