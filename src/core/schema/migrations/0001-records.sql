-- The records: schemas, the fold used by search, the collation of lists, and a table for each built-in object.
create schema ext;
create schema core;
create schema data;
create extension pg_trgm schema ext;
create extension unaccent schema ext;

create collation core.sorting (provider = icu, locale = 'und');

-- Lower case without accents: what search and keys compare. Immutable, because the dictionary is named and never changed.
create function core.fold(text) returns text
  language sql immutable strict parallel safe
  as $$ select lower(ext.unaccent('ext.unaccent'::regdictionary, $1)) $$;

create table data."company" (
  id uuid primary key,
  version integer not null,
  owner uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  domain text,
  website text,
  industry text,
  status text,
  parent uuid,
  phones jsonb,
  emails jsonb,
  address jsonb,
  employees numeric,
  annual_revenue numeric,
  annual_revenue_currency text,
  founded numeric,
  customer_since date,
  tax_number_hash bytea,
  notes text,
  external_id text,
  sealed bytea,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(domain, '') || chr(10) || coalesce(jsonb_path_query_array(phones, '$[*].value')::text, '') || chr(10) || regexp_replace(coalesce(jsonb_path_query_array(phones, '$[*].value')::text, ''), '[^0-9,]+', '', 'g') || chr(10) || coalesce(jsonb_path_query_array(emails, '$[*].value')::text, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."contact" (
  id uuid primary key,
  version integer not null,
  owner uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  given_name text,
  family_name text not null,
  job_title text,
  companies jsonb,
  emails jsonb,
  phones jsonb,
  stage text,
  birthday date,
  address jsonb,
  website text,
  notes text,
  external_id text,
  title text generated always as (trim(both from coalesce(given_name, '') || ' ' || coalesce(family_name, ''))) stored,
  search text generated always as (core.fold(coalesce(given_name, '') || chr(10) || coalesce(family_name, '') || chr(10) || coalesce(job_title, '') || chr(10) || coalesce(jsonb_path_query_array(emails, '$[*].value')::text, '') || chr(10) || coalesce(jsonb_path_query_array(phones, '$[*].value')::text, '') || chr(10) || regexp_replace(coalesce(jsonb_path_query_array(phones, '$[*].value')::text, ''), '[^0-9,]+', '', 'g') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."deal" (
  id uuid primary key,
  version integer not null,
  owner uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  company uuid,
  contact uuid,
  pipeline uuid,
  stage uuid,
  amount numeric,
  amount_currency text,
  probability numeric,
  expected_close date,
  opened_on date,
  closed_on date,
  lost_reason text,
  product text,
  notes text,
  external_id text,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(product, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."activity" (
  id uuid primary key,
  version integer not null,
  owner uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  type text not null,
  subject text not null,
  body text,
  due timestamptz,
  done boolean,
  done_at timestamptz,
  priority text,
  about jsonb,
  external_id text,
  title text generated always as (coalesce(subject, '')) stored,
  search text generated always as (core.fold(coalesce(subject, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."pipeline" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  is_default boolean,
  title text generated always as (coalesce(name, '')) stored
);

create table data."stage" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  pipeline uuid not null,
  probability numeric not null,
  outcome text not null,
  position numeric not null,
  title text generated always as (coalesce(name, '')) stored
);

create table data."user" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  email text,
  status text not null,
  teams jsonb,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(email, ''))) stored
);

create table data."team" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  parent uuid,
  lead uuid,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, ''))) stored
);

create index company_by_title on data."company" (title collate core.sorting, id) where archived_at is null;

create index company_by_update on data."company" (updated_at, id) where archived_at is null;

create index company_in_bin on data."company" (archived_at, id) where archived_at is not null;

create index company_by_owner on data."company" (owner, title collate core.sorting, id) where archived_at is null;

create index company_by_search on data."company" using gin (search ext.gin_trgm_ops);

create index company_by_name on data."company" ((core.fold(name)));

create index company_by_domain on data."company" ((core.fold(domain)));

create index company_by_parent on data."company" (parent, id);

create index company_by_phones on data."company" using gin (phones jsonb_path_ops);

create index company_by_emails on data."company" using gin (emails jsonb_path_ops);

create unique index company_one_tax_number on data."company" (tax_number_hash) where archived_at is null;

create unique index company_one_external_id on data."company" ((external_id)) where archived_at is null;

create index contact_by_title on data."contact" (title collate core.sorting, id) where archived_at is null;

create index contact_by_update on data."contact" (updated_at, id) where archived_at is null;

create index contact_in_bin on data."contact" (archived_at, id) where archived_at is not null;

create index contact_by_owner on data."contact" (owner, title collate core.sorting, id) where archived_at is null;

create index contact_by_search on data."contact" using gin (search ext.gin_trgm_ops);

create index contact_by_family_name on data."contact" ((core.fold(family_name)));

create index contact_by_companies on data."contact" using gin (companies jsonb_path_ops);

create index contact_by_emails on data."contact" using gin (emails jsonb_path_ops);

create index contact_by_phones on data."contact" using gin (phones jsonb_path_ops);

create unique index contact_one_external_id on data."contact" ((external_id)) where archived_at is null;

create index deal_by_title on data."deal" (title collate core.sorting, id) where archived_at is null;

create index deal_by_update on data."deal" (updated_at, id) where archived_at is null;

create index deal_in_bin on data."deal" (archived_at, id) where archived_at is not null;

create index deal_by_owner on data."deal" (owner, title collate core.sorting, id) where archived_at is null;

create index deal_by_search on data."deal" using gin (search ext.gin_trgm_ops);

create index deal_by_name on data."deal" ((core.fold(name)));

create index deal_by_company on data."deal" (company, id);

create index deal_by_contact on data."deal" (contact, id);

create index deal_by_pipeline on data."deal" (pipeline, id);

create index deal_by_stage on data."deal" (stage, id);

create index deal_by_amount on data."deal" (amount, id) where archived_at is null;

create index deal_by_expected_close on data."deal" (expected_close, id) where archived_at is null;

create index deal_by_closed_on on data."deal" (closed_on, id) where archived_at is null;

create unique index deal_one_external_id on data."deal" ((external_id)) where archived_at is null;

create index activity_by_title on data."activity" (title collate core.sorting, id) where archived_at is null;

create index activity_by_update on data."activity" (updated_at, id) where archived_at is null;

create index activity_in_bin on data."activity" (archived_at, id) where archived_at is not null;

create index activity_by_owner on data."activity" (owner, title collate core.sorting, id) where archived_at is null;

create index activity_by_search on data."activity" using gin (search ext.gin_trgm_ops);

create index activity_by_due on data."activity" (due, id) where archived_at is null;

create index activity_by_about on data."activity" using gin (about jsonb_path_ops);

create unique index activity_one_external_id on data."activity" ((external_id)) where archived_at is null;

create index pipeline_by_title on data."pipeline" (title collate core.sorting, id) where archived_at is null;

create index pipeline_by_update on data."pipeline" (updated_at, id) where archived_at is null;

create index pipeline_in_bin on data."pipeline" (archived_at, id) where archived_at is not null;

create unique index pipeline_one_name on data."pipeline" ((core.fold(name))) where archived_at is null;

create index stage_by_title on data."stage" (title collate core.sorting, id) where archived_at is null;

create index stage_by_update on data."stage" (updated_at, id) where archived_at is null;

create index stage_in_bin on data."stage" (archived_at, id) where archived_at is not null;

create index stage_by_name on data."stage" ((core.fold(name)));

create index stage_by_pipeline on data."stage" (pipeline, id);

create index user_by_title on data."user" (title collate core.sorting, id) where archived_at is null;

create index user_by_update on data."user" (updated_at, id) where archived_at is null;

create index user_in_bin on data."user" (archived_at, id) where archived_at is not null;

create index user_by_search on data."user" using gin (search ext.gin_trgm_ops);

create index user_by_name on data."user" ((core.fold(name)));

create unique index user_one_email on data."user" ((lower(email))) where archived_at is null;

create index user_by_teams on data."user" using gin (teams jsonb_path_ops);

create index team_by_title on data."team" (title collate core.sorting, id) where archived_at is null;

create index team_by_update on data."team" (updated_at, id) where archived_at is null;

create index team_in_bin on data."team" (archived_at, id) where archived_at is not null;

create index team_by_search on data."team" using gin (search ext.gin_trgm_ops);

create unique index team_one_name on data."team" ((core.fold(name))) where archived_at is null;

create index team_by_parent on data."team" (parent, id);

create index team_by_lead on data."team" (lead, id);

alter table data."company" add constraint company_owner foreign key (owner) references data."user";

alter table data."company" add constraint company_parent foreign key (parent) references data."company";

alter table data."contact" add constraint contact_owner foreign key (owner) references data."user";

alter table data."deal" add constraint deal_owner foreign key (owner) references data."user";

alter table data."deal" add constraint deal_company foreign key (company) references data."company";

alter table data."deal" add constraint deal_contact foreign key (contact) references data."contact";

alter table data."deal" add constraint deal_pipeline foreign key (pipeline) references data."pipeline";

alter table data."deal" add constraint deal_stage foreign key (stage) references data."stage";

alter table data."activity" add constraint activity_owner foreign key (owner) references data."user";

alter table data."stage" add constraint stage_pipeline foreign key (pipeline) references data."pipeline";

alter table data."team" add constraint team_parent foreign key (parent) references data."team";

alter table data."team" add constraint team_lead foreign key (lead) references data."user";
