-- When the stream's instance was last known to be there. A stream is forgotten with the retention of its last records, unless
-- its instance is still there: its checkpoint must outlast a long silence.
alter table telemetry_stream add column seen timestamptz not null default now();
