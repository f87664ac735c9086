DROP TABLE case_corrections;
