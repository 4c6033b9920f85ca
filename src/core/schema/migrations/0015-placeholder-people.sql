-- Sales managers may bring in records of people who have no account yet: those become placeholders, names without sign-in, roles or teams.
-- Creating a user means nothing else: accounts are made by invitations, which is a right of its own.
update core.role set grants = jsonb_set(grants, '{objects,user,create}', '"all"')
 where key = 'manager' and grants #> '{objects,user}' is not null;
