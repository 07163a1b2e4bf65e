INSERT INTO journal VALUES ('a'); DO $$BEGIN RAISE NOTICE 'second'; END$$;
