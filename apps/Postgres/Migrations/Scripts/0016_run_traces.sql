-- Safe to repeat. The trace in which a run was asked for, so that a worker goes on with it whatever message woke it. The default is added on its
-- own: rows that are there keep null, and none is rewritten.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS trace_parent text;
ALTER TABLE runs ALTER COLUMN trace_parent SET DEFAULT nullif(current_setting('app.trace_parent', true), '');
COMMENT ON COLUMN runs.trace_parent IS 'W3C traceparent of the span that asked for it; null where it was not recorded.';
