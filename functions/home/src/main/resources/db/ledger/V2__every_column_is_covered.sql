-- Who did it becomes a column: it was read out of the body, which fails for every row as soon as one has a NUL (JSON's
-- \u0000 is no text of PostgreSQL's). The format says what the hash of a row covers: 1 the body, 2 every column.
alter table ledger add column format smallint not null default 1;
alter table ledger add column who text;

-- Fails for no body: a NUL reads as U+FFFD, and what is not JSON was written by nobody.
create function ledger_who(body text) returns text language plpgsql immutable as $$
begin
    return coalesce(replace(body, '\u0000', '\ufffd')::json ->> 'who', '');
exception when others then
    return '';
end
$$;

alter table ledger disable trigger ledger_append_only;
update ledger set who = ledger_who(body);
alter table ledger enable trigger ledger_append_only;

-- A router of the release before, while routers are upgraded one after the other, names no one.
create function ledger_names_who() returns trigger language plpgsql as $$
begin
    if new.who is null then
        new.who := ledger_who(new.body);
    end if;
    return new;
end
$$;

create trigger ledger_names_who before insert on ledger
    for each row execute function ledger_names_who();

alter table ledger alter column who set not null;
