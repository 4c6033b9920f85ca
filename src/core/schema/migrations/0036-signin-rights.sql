-- Who looks after security decides how people sign in; who looks after what is connected says by which server mail goes out.
update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["admin.signin"]')
  where key = 'security-admin' and grants -> 'areas' is not null;
update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["admin.mail"]')
  where key = 'integration-admin' and grants -> 'areas' is not null;
