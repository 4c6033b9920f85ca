-- A name in a second script or spelling, searched like the name itself. What is searched is computed by PostgreSQL and cannot be changed in place:
-- the column is made anew, with its index.
alter table data.company add column also_written text;
alter table data.contact add column also_written text;
alter table data.company drop column search;
alter table data.contact drop column search;
alter table data.company add column search text generated always as (core.fold(coalesce(name, '') || chr(10) || coalesce(also_written, '') || chr(10) || coalesce(domain, '') || chr(10) || coalesce(jsonb_path_query_array(phones, '$[*].value')::text, '') || chr(10) || regexp_replace(coalesce(jsonb_path_query_array(phones, '$[*].value')::text, ''), '[^0-9,]+', '', 'g') || chr(10) || coalesce(jsonb_path_query_array(emails, '$[*].value')::text, '') || chr(10) || coalesce(external_id, ''))) stored;
alter table data.contact add column search text generated always as (core.fold(coalesce(given_name, '') || chr(10) || coalesce(family_name, '') || chr(10) || coalesce(also_written, '') || chr(10) || coalesce(job_title, '') || chr(10) || coalesce(jsonb_path_query_array(emails, '$[*].value')::text, '') || chr(10) || coalesce(jsonb_path_query_array(phones, '$[*].value')::text, '') || chr(10) || regexp_replace(coalesce(jsonb_path_query_array(phones, '$[*].value')::text, ''), '[^0-9,]+', '', 'g') || chr(10) || coalesce(external_id, ''))) stored;
create index company_by_search on data."company" using gin (search ext.gin_trgm_ops);
create index contact_by_search on data."contact" using gin (search ext.gin_trgm_ops);
