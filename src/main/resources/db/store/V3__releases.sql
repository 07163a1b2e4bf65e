-- Which releases targets have had, and what their revisions do to older ones.

CREATE TABLE release (
    target      text        NOT NULL,
    digest      text        NOT NULL,
    name        text,
    serves_from text        NOT NULL,
    serves_to   text        NOT NULL,
    head        text        NOT NULL,
    seen_at     timestamptz NOT NULL,
    CONSTRAINT release_pkey PRIMARY KEY (target, digest)
);

-- Newest first.
CREATE INDEX release_target_seen_at_idx ON release (target, seen_at DESC);

-- Of all bundles that a target has had: what the active one does not know is looked up here, by what the ledger records.
CREATE TABLE revision (
    target   text    NOT NULL,
    script   text    NOT NULL,
    checksum integer NOT NULL,
    version  text    NOT NULL,
    phase    text    NOT NULL CONSTRAINT revision_phase_check CHECK (phase IN ('expand', 'contract')),
    CONSTRAINT revision_pkey PRIMARY KEY (target, script, checksum)
);
