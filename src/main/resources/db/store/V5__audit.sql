-- Who did what, or was not let: each row names the one before it by its hash (dev.headgate.audit.Chain).

CREATE TABLE audit (
    number     bigint      NOT NULL CONSTRAINT audit_pkey PRIMARY KEY,
    at         timestamptz NOT NULL,
    principal  text        NOT NULL,
    method     text        NOT NULL,
    address    text,
    user_agent text,
    act        text        NOT NULL,
    target     text,
    operation  uuid,       -- no reference: operations are forgotten, and this is not
    reason     text,
    outcome    text        NOT NULL,
    detail     text,
    previous   text        NOT NULL,
    hash       text        NOT NULL
);

-- GET /audit?target=, newest first.
CREATE INDEX audit_target_number_idx ON audit (target, number DESC);

-- GET /audit?operation=
CREATE INDEX audit_operation_idx ON audit (operation);

-- Where the chain ends: rows that are cut off are missed, and writers take turns here.
CREATE TABLE audit_head (
    id   integer NOT NULL DEFAULT 1 CONSTRAINT audit_head_pkey PRIMARY KEY CONSTRAINT audit_head_id_check CHECK (id = 1),
    rows bigint  NOT NULL,
    hash text    NOT NULL
);
INSERT INTO audit_head (rows, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only: % of headgate.% is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

-- Its head moves on by one row at a time, and never back.
CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.rows <> OLD.rows + 1) EXECUTE FUNCTION audit_stays();
