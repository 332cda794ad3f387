-- What databases with and without the extension have in common.
CREATE SCHEMA free AUTHORIZATION bench_team;
CREATE SCHEMA gov AUTHORIZATION bench_team;
CREATE SCHEMA mkt AUTHORIZATION bench_team;
SELECT format('GRANT CREATE, TEMP ON DATABASE %I TO bench_team', current_database())
\gexec
