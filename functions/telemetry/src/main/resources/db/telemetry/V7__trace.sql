-- The records of one trace are few among millions, and are looked for together. What has no trace costs nothing.
create index log_record_by_trace on log_record (trace_id, time, stream_id, record_offset) where trace_id is not null;
