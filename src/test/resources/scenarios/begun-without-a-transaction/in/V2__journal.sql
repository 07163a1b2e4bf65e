INSERT INTO journal VALUES ('once');
