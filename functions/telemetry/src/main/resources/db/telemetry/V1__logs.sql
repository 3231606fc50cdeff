-- A stream of an instance in one incarnation. next_offset is the checkpoint and the fence: it advances in the transaction that
-- copies the records before it, from exactly where they begin. end_offset is how far the agent could be read when it last was.
create table telemetry_stream (
    id          bigserial   primary key,
    application text        not null,
    location    text        not null,
    instance    text        not null,
    name        text        not null,
    kind        text        not null,
    incarnation uuid        not null,
    next_offset bigint      not null default 0,
    end_offset  bigint      not null default 0,
    ended       boolean     not null default false,
    collected   timestamptz not null default now(),
    unique (application, location, instance, name, incarnation)
);

-- One row a record. A row with record_offset -1 stands before its incarnation's first record and says what was lost before it.
-- time is corrected by the measured skew of the instance's clock, original_nanos is that clock's, since 1970.
create table log_record (
    stream_id      bigint      not null,
    record_offset  bigint      not null,
    time           timestamptz not null,
    original_nanos bigint      not null,
    severity       smallint,
    logger         text,
    thread         text,
    message        text        not null,
    raw            bytea,
    attributes     jsonb,
    trace_id       text,
    span_id        text,
    continued      boolean     not null,
    gap            jsonb
) partition by range (time);

create index log_record_by_time on log_record (time, stream_id, record_offset);

-- What no day's partition is made for: records of long ago, and of a clock that is far ahead.
create table log_record_default partition of log_record default;

-- How far each stream was at the beginning of a day. A record of the default partition that was there by then arrived before.
create table telemetry_day (
    day         date   not null,
    stream_id   bigint not null,
    next_offset bigint not null,
    primary key (day, stream_id)
);
