DROP TABLE duplicates;
