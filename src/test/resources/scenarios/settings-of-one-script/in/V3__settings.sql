INSERT INTO journal
SELECT current_user::text || ' ' || name || ' ' || setting FROM pg_settings
WHERE name IN ('lock_timeout', 'statement_timeout', 'check_function_bodies')
   OR name = 'application_name' AND setting = 'dump';
