-- Who works on an operation, who asked for it, and what happened to it when.

-- Nobody knows any more who worked on these.
UPDATE operation
SET status = 'interrupted', ended_at = now(),
    problem = '{"reason":"interrupted","sentence":"Headgate was replaced before this operation had ended. Ask again: what was committed is kept","details":{}}'
WHERE status IN ('queued', 'waiting', 'running');

-- Numbers replicas; each holds an advisory lock on its own for as long as it lives.
CREATE SEQUENCE replica AS integer CYCLE;

ALTER TABLE operation
    ADD COLUMN attempt       integer NOT NULL DEFAULT 1, -- raised each time it changes hands: whoever is behind may not write
    ADD COLUMN owner         integer,                    -- the replica that works on it
    ADD COLUMN recorded_at   timestamptz NOT NULL DEFAULT now(), -- by the store's own clock
    ADD COLUMN freed_at      timestamptz,                -- since when nobody does
    ADD COLUMN client        text,
    ADD COLUMN user_agent    text,
    ADD COLUMN cancel        text CONSTRAINT operation_cancel_check CHECK (cancel IN ('step', 'statement')),
    ADD COLUMN cancelled_by  text,
    ADD COLUMN cancel_reason text,
    ADD COLUMN events        integer NOT NULL DEFAULT 0; -- how many it has: the last one's number

ALTER TABLE step
    ADD COLUMN transactional boolean NOT NULL DEFAULT true,
    ADD COLUMN rows          bigint,
    ADD COLUMN notices       text[]  NOT NULL DEFAULT '{}';

ALTER TABLE step DROP CONSTRAINT step_status_check;
ALTER TABLE step ADD CONSTRAINT step_status_check CHECK (status IN ('pending', 'running', 'succeeded', 'failed', 'unknown'));

-- One operation for the same verb and goal at a time: who asks for it again is shown the one that is there.
CREATE UNIQUE INDEX operation_under_way_idx
    ON operation (target, verb, coalesce(goal, ''), force, versions, bundle) WHERE ended_at IS NULL;

-- GET /operations?status=
CREATE INDEX operation_status_created_at_idx ON operation (status, created_at DESC, id);

-- What has ended and may be forgotten.
CREATE INDEX operation_ended_at_idx ON operation (ended_at);

-- A caller's own name for what it asked.
CREATE TABLE idempotency_key (
    target    text NOT NULL,
    key       text NOT NULL,
    operation uuid NOT NULL CONSTRAINT idempotency_key_operation_fkey REFERENCES operation ON DELETE CASCADE,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (target, key)
);
CREATE INDEX idempotency_key_operation_idx ON idempotency_key (operation);

CREATE TABLE event (
    operation uuid        NOT NULL CONSTRAINT event_operation_fkey REFERENCES operation ON DELETE CASCADE,
    number    integer     NOT NULL,
    at        timestamptz NOT NULL,
    kind      text        NOT NULL,
    sentence  text        NOT NULL,
    details   jsonb       NOT NULL,
    CONSTRAINT event_pkey PRIMARY KEY (operation, number)
);
