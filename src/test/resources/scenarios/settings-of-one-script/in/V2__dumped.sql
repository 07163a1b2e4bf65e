SET lock_timeout = 0;
SET statement_timeout = 0;
SET check_function_bodies = off;
SET application_name = 'dump';
SELECT pg_catalog.set_config('search_path', '', false);
SET SESSION AUTHORIZATION pg_monitor;
