-- What is measured. The rules of home define it, so that there are few.
create table metric (
    id          serial primary key,
    name        text   not null,
    unit        text   not null,
    type        text   not null,
    description text   not null,
    unique (name, unit, type)
);

-- One metric of one instance with one set of attributes. hash is of all of that, so that one index of 16 bytes a row finds a
-- series by its attributes however long they are. seen is when points last came, or up to two hours before.
create table metric_series (
    id          bigserial   primary key,
    hash        uuid        not null unique,
    metric_id   integer     not null references metric,
    application text        not null,
    location    text        not null,
    instance    text        not null,
    attributes  jsonb       not null,
    seen        timestamptz not null default now()
);

-- A query asks for few metrics of an application; an instance's series are counted before it gets a new one.
create index metric_series_by_metric on metric_series (application, metric_id);
create index metric_series_by_instance on metric_series (application, location, instance);

-- Retention forgets those for which nothing has come for long.
create index metric_series_by_seen on metric_series (seen);

-- What is missing in a stream of metrics is a row of log_record, as for every stream.
create table metric_point (
    series_id bigint           not null,
    time      timestamptz      not null,
    value     double precision not null
) partition by range (time);

-- The points of one series are far apart in the table, because those that were sampled together are next to each other. With
-- the value in it the index alone answers a query.
create index metric_point_by_series on metric_point (series_id, time) include (value);

-- What comes while its day's partition cannot be made.
create table metric_point_default partition of metric_point default;
