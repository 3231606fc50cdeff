-- One row a batch, written with it: which records arrived by which transaction, and between which times they are. Who follows the
-- logs reads by it what arrived between two snapshots of the database, however late that is by its own time. Kept for an hour.
create table log_arrival (
    id          bigserial   primary key,
    xact        xid8        not null default pg_current_xact_id(),
    arrived     timestamptz not null default now(),
    application text        not null,
    stream_id   bigint      not null,
    from_offset bigint      not null,
    next_offset bigint      not null,
    records     integer     not null,
    bytes       bigint      not null,
    min_time    timestamptz not null,
    max_time    timestamptz not null
);

create index log_arrival_by_transaction on log_arrival (xact);

-- The last transaction whose arrivals are no longer kept: who has followed up to before it may have missed some.
create table log_arrival_forgotten (
    only_row boolean primary key default true check (only_row),
    xact     xid8    not null
);

insert into log_arrival_forgotten (xact) values ('0');
