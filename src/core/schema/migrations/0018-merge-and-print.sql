-- The rights to merge and to print, for the roles every tenant is born with that already change and take away what they concern.
update core.role set grants = (
  select jsonb_set(grants, '{objects}', (select jsonb_object_agg(key, value
      || case when key in ('company', 'contact', 'deal', 'activity', 'product', 'tag') then '{"merge": "all"}'::jsonb else '{}'::jsonb end
      || case when value ? 'view' then '{"print": "all"}'::jsonb else '{}'::jsonb end) from jsonb_each(grants -> 'objects'))))
  where key in ('manager', 'data-admin');
update core.role set grants = (
  select jsonb_set(grants, '{objects}', (select jsonb_object_agg(key, case
      when key in ('company', 'contact', 'deal', 'activity') then value || '{"merge": "own", "print": "own"}'
      else value end) from jsonb_each(grants -> 'objects')))) where key = 'sales';
