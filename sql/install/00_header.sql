/* datamesh: a governed data mesh inside one PostgreSQL database */

-- complain if the script is sourced in psql rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION datamesh" to load this file. \quit

-- No IF NOT EXISTS anywhere in this script: an object that somebody else made
-- beforehand must stop the installation, not become part of it.
CREATE SCHEMA datamesh;
CREATE SCHEMA datamesh_catalog;
CREATE SCHEMA datamesh_fact;

COMMENT ON SCHEMA datamesh IS 'Data mesh: functions, types and views for domain teams, consumers and the governance guild';
COMMENT ON SCHEMA datamesh_catalog IS 'Data mesh: tables kept by the extension; read them through the views of schema datamesh';
COMMENT ON SCHEMA datamesh_fact IS 'Data mesh: versioned facts about governed objects, for policies of kind sql_rule';

GRANT USAGE ON SCHEMA datamesh, datamesh_fact TO PUBLIC;
