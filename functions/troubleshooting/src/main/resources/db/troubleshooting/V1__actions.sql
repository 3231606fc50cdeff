-- Actions: what was asked of instances, by whom, and what it came to.
create table action (
    id          uuid        primary key,
    application text        not null,
    name        text        not null,
    arguments   text        not null, -- as given while it is carried out or may be undone, then as everybody may see them
    shown       text        not null, -- as everybody may see them
    accesses    text        not null, -- the requests without arguments and values: what a reader of the results must be allowed
    selected    text        not null,
    person      text        not null,
    roles       text        not null,
    reason      text        not null,
    state       text        not null,
    detail      text,
    epoch       bigint      not null, -- the fence: what a home writes that is not the last one to have taken it is refused
    runner      uuid        not null,
    held        timestamptz not null default now(), -- when the holder last said that it goes on, by the database's clock
    started     timestamptz not null,
    deadline    timestamptz not null,
    ended       timestamptz,
    expires     timestamptz not null,
    bytes       bigint      not null default 0,
    merged      bytea,                -- what the results come to, once it has ended and all of it is done
    undo_of     text,                 -- what it changed, while that is to be undone
    undo_at     timestamptz,
    undone      timestamptz
);

create index action_by_time on action (application, started desc, id desc);
create index action_by_expiry on action (expires);
create index action_unfinished on action (application) where merged is null;

-- Two changes of the same thing would undo each other in the wrong order.
create unique index action_undo on action (application, undo_of) where undo_of is not null and undone is null;

create table action_instance (
    action   uuid    not null references action on delete cascade,
    location text    not null,
    instance text    not null,
    state    text    not null,
    took_ms  bigint  not null default 0,
    problem  text,
    result   bytea,
    bytes    integer not null default 0,
    before   bytea,                   -- what is to be restored when the action is undone
    undone   boolean not null default false,
    primary key (action, location, instance)
);
