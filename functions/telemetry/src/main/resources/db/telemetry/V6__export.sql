-- How far what is stored has been sent to an OTLP receiver, of each application its logs and its metrics. seen is a snapshot of the
-- database of which everything has been sent; what arrived after it is kept until it has been, too. place says the same to a record.
-- stored is how far, in the order of time, what was there at the beginning has been sent, and null when all of it has been. epoch is
-- that of the home that sent last: one of an earlier epoch advances nothing.
create table export_place (
    application text        not null,
    signal      text        not null,
    seen        pg_snapshot not null,
    place       text        not null,
    stored      text,
    epoch       bigint      not null,
    advanced    timestamptz not null default now(),
    primary key (application, signal)
);

-- Where each stream of logs was when what is stored began to be sent: what is before it was there, what is not arrives.
create table export_bound (
    application text   not null,
    stream_id   bigint not null,
    next_offset bigint not null,
    primary key (application, stream_id)
);

-- As log_arrival, for points: which instance's points, between which times, arrived by which transaction. Kept for ten minutes,
-- unless they still have to be sent.
create table metric_arrival (
    id          bigserial   primary key,
    xact        xid8        not null default pg_current_xact_id(),
    arrived     timestamptz not null default now(),
    application text        not null,
    location    text        not null,
    instance    text        not null,
    points      integer     not null,
    min_time    timestamptz not null,
    max_time    timestamptz not null
);

create index metric_arrival_by_transaction on metric_arrival (xact);
