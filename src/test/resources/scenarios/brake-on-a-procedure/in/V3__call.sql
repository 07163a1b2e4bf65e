CALL annotate();
