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
  responsible uuid,
  territories jsonb,
  tags jsonb,
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
  responsible uuid,
  territories jsonb,
  tags jsonb,
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
  stage_since timestamptz,
  amount numeric,
  amount_currency text,
  probability numeric,
  expected_close date,
  opened_on date,
  closed_on date,
  lost_reason text,
  product text,
  price_list uuid,
  responsible uuid,
  territories jsonb,
  tags jsonb,
  notes text,
  external_id text,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(product, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."dealLine" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  deal uuid not null,
  position numeric,
  product uuid,
  description text,
  quantity numeric,
  price numeric,
  price_currency text,
  discount numeric,
  total numeric,
  total_currency text,
  external_id text,
  title text generated always as (coalesce(description, '')) stored,
  search text generated always as (core.fold(coalesce(description, '') || chr(10) || coalesce(external_id, ''))) stored
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
  remind_at timestamptz,
  done boolean,
  done_at timestamptz,
  priority text,
  about jsonb,
  external_id text,
  title text generated always as (coalesce(subject, '')) stored,
  search text generated always as (core.fold(coalesce(subject, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."product" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  code text,
  price numeric,
  price_currency text,
  unit text,
  active boolean,
  description text,
  external_id text,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(code, '') || chr(10) || coalesce(external_id, ''))) stored
);

create table data."priceList" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  currency text not null,
  valid_from date,
  valid_to date,
  is_default boolean,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, ''))) stored
);

create table data."price" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  price_list uuid not null,
  product uuid not null,
  amount numeric not null,
  amount_currency text not null,
  title text generated always as ('') stored
);

create table data."exchangeRate" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  currency text not null,
  date date not null,
  rate numeric not null,
  title text generated always as (coalesce(currency, '')) stored
);

create table data."tag" (
  id uuid primary key,
  version integer not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  archived_by uuid,
  name text not null,
  tone text,
  title text generated always as (coalesce(name, '')) stored,
  search text generated always as (core.fold(coalesce(name, ''))) stored
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
  territories jsonb,
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

create table data."territory" (
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

create index company_by_phones on data."company" using gin (phones jsonb_path_ops) where phones is not null;

create index company_by_emails on data."company" using gin (emails jsonb_path_ops) where emails is not null;

create unique index company_one_tax_number on data."company" (tax_number_hash) where archived_at is null;

create index company_by_responsible on data."company" (responsible, id);

create index company_by_territories on data."company" using gin (territories jsonb_path_ops) where territories is not null;

create index company_by_tags on data."company" using gin (tags jsonb_path_ops) where tags is not null;

create unique index company_one_external_id on data."company" ((external_id)) where archived_at is null;

create index contact_by_title on data."contact" (title collate core.sorting, id) where archived_at is null;

create index contact_by_update on data."contact" (updated_at, id) where archived_at is null;

create index contact_in_bin on data."contact" (archived_at, id) where archived_at is not null;

create index contact_by_owner on data."contact" (owner, title collate core.sorting, id) where archived_at is null;

create index contact_by_search on data."contact" using gin (search ext.gin_trgm_ops);

create index contact_by_family_name on data."contact" ((core.fold(family_name)));

create index contact_by_companies on data."contact" using gin (companies jsonb_path_ops) where companies is not null;

create index contact_by_emails on data."contact" using gin (emails jsonb_path_ops) where emails is not null;

create index contact_by_phones on data."contact" using gin (phones jsonb_path_ops) where phones is not null;

create index contact_by_responsible on data."contact" (responsible, id);

create index contact_by_territories on data."contact" using gin (territories jsonb_path_ops) where territories is not null;

create index contact_by_tags on data."contact" using gin (tags jsonb_path_ops) where tags is not null;

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

create index deal_by_price_list on data."deal" (price_list, id);

create index deal_by_responsible on data."deal" (responsible, id);

create index deal_by_territories on data."deal" using gin (territories jsonb_path_ops) where territories is not null;

create index deal_by_tags on data."deal" using gin (tags jsonb_path_ops) where tags is not null;

create unique index deal_one_external_id on data."deal" ((external_id)) where archived_at is null;

create index dealLine_by_title on data."dealLine" (title collate core.sorting, id) where archived_at is null;

create index dealLine_by_update on data."dealLine" (updated_at, id) where archived_at is null;

create index dealLine_in_bin on data."dealLine" (archived_at, id) where archived_at is not null;

create index dealLine_by_search on data."dealLine" using gin (search ext.gin_trgm_ops);

create index dealLine_by_deal on data."dealLine" (deal, id);

create index dealLine_by_product on data."dealLine" (product, id);

create unique index dealLine_one_external_id on data."dealLine" ((external_id)) where archived_at is null;

create index activity_by_title on data."activity" (title collate core.sorting, id) where archived_at is null;

create index activity_by_update on data."activity" (updated_at, id) where archived_at is null;

create index activity_in_bin on data."activity" (archived_at, id) where archived_at is not null;

create index activity_by_owner on data."activity" (owner, title collate core.sorting, id) where archived_at is null;

create index activity_by_search on data."activity" using gin (search ext.gin_trgm_ops);

create index activity_by_due on data."activity" (due, id) where archived_at is null;

create index activity_by_remind_at on data."activity" (remind_at, id) where archived_at is null;

create index activity_by_about on data."activity" using gin (about jsonb_path_ops) where about is not null;

create unique index activity_one_external_id on data."activity" ((external_id)) where archived_at is null;

create index product_by_title on data."product" (title collate core.sorting, id) where archived_at is null;

create index product_by_update on data."product" (updated_at, id) where archived_at is null;

create index product_in_bin on data."product" (archived_at, id) where archived_at is not null;

create index product_by_search on data."product" using gin (search ext.gin_trgm_ops);

create index product_by_name on data."product" ((core.fold(name)));

create unique index product_one_code on data."product" ((code)) where archived_at is null;

create index product_by_price on data."product" (price, id) where archived_at is null;

create unique index product_one_external_id on data."product" ((external_id)) where archived_at is null;

create index priceList_by_title on data."priceList" (title collate core.sorting, id) where archived_at is null;

create index priceList_by_update on data."priceList" (updated_at, id) where archived_at is null;

create index priceList_in_bin on data."priceList" (archived_at, id) where archived_at is not null;

create index priceList_by_search on data."priceList" using gin (search ext.gin_trgm_ops);

create unique index priceList_one_name on data."priceList" ((core.fold(name))) where archived_at is null;

create index price_by_title on data."price" (title collate core.sorting, id) where archived_at is null;

create index price_by_update on data."price" (updated_at, id) where archived_at is null;

create index price_in_bin on data."price" (archived_at, id) where archived_at is not null;

create index price_by_price_list on data."price" (price_list, id);

create index price_by_product on data."price" (product, id);

create unique index price_once_product on data."price" (price_list, product) where archived_at is null;

create index exchangeRate_by_title on data."exchangeRate" (title collate core.sorting, id) where archived_at is null;

create index exchangeRate_by_update on data."exchangeRate" (updated_at, id) where archived_at is null;

create index exchangeRate_in_bin on data."exchangeRate" (archived_at, id) where archived_at is not null;

create index exchangeRate_by_date on data."exchangeRate" (date, id) where archived_at is null;

create unique index exchangeRate_once_date on data."exchangeRate" (currency, date) where archived_at is null;

create index tag_by_title on data."tag" (title collate core.sorting, id) where archived_at is null;

create index tag_by_update on data."tag" (updated_at, id) where archived_at is null;

create index tag_in_bin on data."tag" (archived_at, id) where archived_at is not null;

create index tag_by_search on data."tag" using gin (search ext.gin_trgm_ops);

create unique index tag_one_name on data."tag" ((core.fold(name))) where archived_at is null;

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

create index user_by_teams on data."user" using gin (teams jsonb_path_ops) where teams is not null;

create index user_by_territories on data."user" using gin (territories jsonb_path_ops) where territories is not null;

create index team_by_title on data."team" (title collate core.sorting, id) where archived_at is null;

create index team_by_update on data."team" (updated_at, id) where archived_at is null;

create index team_in_bin on data."team" (archived_at, id) where archived_at is not null;

create index team_by_search on data."team" using gin (search ext.gin_trgm_ops);

create unique index team_one_name on data."team" ((core.fold(name))) where archived_at is null;

create index team_by_parent on data."team" (parent, id);

create index team_by_lead on data."team" (lead, id);

create index territory_by_title on data."territory" (title collate core.sorting, id) where archived_at is null;

create index territory_by_update on data."territory" (updated_at, id) where archived_at is null;

create index territory_in_bin on data."territory" (archived_at, id) where archived_at is not null;

create index territory_by_search on data."territory" using gin (search ext.gin_trgm_ops);

create unique index territory_one_name on data."territory" ((core.fold(name))) where archived_at is null;

create index territory_by_parent on data."territory" (parent, id);

alter table data."company" add constraint company_owner foreign key (owner) references data."user";

alter table data."company" add constraint company_parent foreign key (parent) references data."company";

alter table data."company" add constraint company_responsible foreign key (responsible) references data."user";

alter table data."contact" add constraint contact_owner foreign key (owner) references data."user";

alter table data."contact" add constraint contact_responsible foreign key (responsible) references data."user";

alter table data."deal" add constraint deal_owner foreign key (owner) references data."user";

alter table data."deal" add constraint deal_company foreign key (company) references data."company";

alter table data."deal" add constraint deal_contact foreign key (contact) references data."contact";

alter table data."deal" add constraint deal_pipeline foreign key (pipeline) references data."pipeline";

alter table data."deal" add constraint deal_stage foreign key (stage) references data."stage";

alter table data."deal" add constraint deal_price_list foreign key (price_list) references data."priceList";

alter table data."deal" add constraint deal_responsible foreign key (responsible) references data."user";

alter table data."dealLine" add constraint dealLine_deal foreign key (deal) references data."deal";

alter table data."dealLine" add constraint dealLine_product foreign key (product) references data."product";

alter table data."activity" add constraint activity_owner foreign key (owner) references data."user";

alter table data."price" add constraint price_price_list foreign key (price_list) references data."priceList";

alter table data."price" add constraint price_product foreign key (product) references data."product";

alter table data."stage" add constraint stage_pipeline foreign key (pipeline) references data."pipeline";

alter table data."team" add constraint team_parent foreign key (parent) references data."team";

alter table data."team" add constraint team_lead foreign key (lead) references data."user";

alter table data."territory" add constraint territory_parent foreign key (parent) references data."territory";
