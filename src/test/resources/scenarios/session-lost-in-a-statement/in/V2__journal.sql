CREATE TABLE journal (noted text);
INSERT INTO journal SELECT 'slowly' FROM pg_sleep(30);
