-- When home last sampled an instance that has no agent of ours, by home's clock. It is the fence of its points: the transaction
-- that copies them advances it, so that two homes never store points of one instance at one time.
create table metric_sampling (
    application text        not null,
    location    text        not null,
    instance    text        not null,
    sampled     timestamptz not null,
    primary key (application, location, instance)
);
