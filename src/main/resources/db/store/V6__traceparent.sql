-- The trace that an operation was asked for in (W3C Trace Context), for whichever replica ends it.

ALTER TABLE operation ADD COLUMN traceparent text;
