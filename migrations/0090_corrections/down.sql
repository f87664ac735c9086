DROP TRIGGER keep_earlier_answers ON case_sections;
DROP FUNCTION keep_earlier_answers();
DROP TABLE case_corrections;
