-- What Headgate was asked to do and what became of it.

CREATE TABLE operation (
    id           uuid        NOT NULL CONSTRAINT operation_pkey PRIMARY KEY,
    target       text        NOT NULL,
    verb         text        NOT NULL,
    goal         text,
    force        boolean     NOT NULL,
    reason       text,
    versions     text[]      NOT NULL,
    bundle       text        NOT NULL,
    requested_by text        NOT NULL,
    created_at   timestamptz NOT NULL,
    status       text        NOT NULL CONSTRAINT operation_status_check CHECK (status IN (
                     'queued', 'waiting', 'running', 'succeeded', 'failed', 'refused', 'cancelled', 'interrupted')),
    outcome      text        CONSTRAINT operation_outcome_check CHECK (outcome IN ('applied', 'unchanged')),
    decision     text,
    from_version text,
    to_version   text,
    started_at   timestamptz,
    ended_at     timestamptz,
    message      text,
    problem      jsonb
);

-- GET /operations and the history of a target: newest first.
CREATE INDEX operation_target_created_at_idx ON operation (target, created_at DESC, id);
CREATE INDEX operation_created_at_idx ON operation (created_at DESC, id);

CREATE TABLE step (
    operation   uuid    NOT NULL CONSTRAINT step_operation_fkey REFERENCES operation ON DELETE CASCADE,
    position    integer NOT NULL,
    version     text,
    description text    NOT NULL,
    kind        text    NOT NULL,
    script      text,
    status      text    NOT NULL CONSTRAINT step_status_check CHECK (status IN (
                    'pending', 'running', 'succeeded', 'failed')),
    started_at  timestamptz,
    ms          bigint,
    CONSTRAINT step_pkey PRIMARY KEY (operation, position)
);
