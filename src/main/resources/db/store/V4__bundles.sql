-- Whole bundles: for all replicas, and for the time after the image that they came with.

-- Each content once, whichever bundles have it: the hundredth release adds its new scripts only.
CREATE TABLE file (
    digest text   NOT NULL CONSTRAINT file_pkey PRIMARY KEY,
    bytes  bigint NOT NULL
);

-- Contents in pieces, so that nobody has to hold all of a large one. An empty file has none.
CREATE TABLE part (
    file    text    NOT NULL CONSTRAINT part_file_fkey REFERENCES file ON DELETE CASCADE,
    number  integer NOT NULL,
    content bytea   NOT NULL,
    CONSTRAINT part_pkey PRIMARY KEY (file, number)
);

CREATE TABLE bundle (
    digest  text        NOT NULL CONSTRAINT bundle_pkey PRIMARY KEY,
    bytes   bigint      NOT NULL,
    files   integer     NOT NULL,
    kept_at timestamptz NOT NULL
);

CREATE TABLE bundle_file (
    bundle text             NOT NULL CONSTRAINT bundle_file_bundle_fkey REFERENCES bundle ON DELETE CASCADE,
    path   text COLLATE "C" NOT NULL,
    file   text             NOT NULL CONSTRAINT bundle_file_file_fkey REFERENCES file,
    CONSTRAINT bundle_file_pkey PRIMARY KEY (bundle, path)
);

-- Whether any bundle has a file yet.
CREATE INDEX bundle_file_file_idx ON bundle_file (file);

-- How releases came. The defaults are for those of before, whose bundles were read from the configured location and not
-- kept: hence no reference to a bundle. They stay, for a Headgate of before may run yet while this is applied.
ALTER TABLE release
    ADD COLUMN source     text        NOT NULL DEFAULT 'configuration',
    ADD COLUMN brought_by text        NOT NULL DEFAULT 'headgate',
    ADD COLUMN client     text,
    ADD COLUMN user_agent text,
    ADD COLUMN came_at    timestamptz NOT NULL DEFAULT now();

UPDATE release SET came_at = seen_at;

-- The bundle that a target is to be at.
CREATE TABLE active (
    target       text        NOT NULL CONSTRAINT active_pkey PRIMARY KEY,
    digest       text        NOT NULL,
    activated_at timestamptz NOT NULL,
    activated_by text        NOT NULL
);

-- Which bundle a script was applied from: its undo is taken from the same.
CREATE TABLE applied (
    target   text        NOT NULL,
    script   text        NOT NULL,
    checksum integer     NOT NULL,
    bundle   text        NOT NULL,
    at       timestamptz NOT NULL,
    CONSTRAINT applied_pkey PRIMARY KEY (target, script, checksum)
);

-- Whether a success makes the operation's bundle the active one.
ALTER TABLE operation ADD COLUMN activates boolean NOT NULL DEFAULT false;

-- That is another thing to ask for.
DROP INDEX operation_under_way_idx;
CREATE UNIQUE INDEX operation_under_way_idx
    ON operation (target, verb, coalesce(goal, ''), force, versions, bundle, activates) WHERE ended_at IS NULL;

-- Where a step takes its script from, when it is not the operation's bundle.
ALTER TABLE step ADD COLUMN bundle text;
