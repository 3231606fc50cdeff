-- One chain of entries per application. The body is what was hashed, byte by byte; the other columns are for finding it.
create table ledger (
    application text        not null,
    sequence    bigint      not null,
    id          uuid        not null unique,
    at          timestamptz not null,
    kind        text        not null,
    body        text        not null,
    previous    text        not null,
    hash        text        not null,
    primary key (application, sequence)
);

create index ledger_by_time on ledger (application, at);

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only';
end
$$;

create trigger ledger_append_only before update or delete or truncate on ledger
    for each statement execute function ledger_is_append_only();
