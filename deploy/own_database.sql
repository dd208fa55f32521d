-- Roles for the dashboard's own database on PostgreSQL 14 or newer. Run by the owner of the database after
-- `python manage.py init`, and again after each upgrade: psql -v role=saumaton_own -f deploy/own_database.sql own
-- Tried on a real server by tests/store/own/test_roles.py.
--
-- Three roles: the owner makes and upgrades the tables (SAUMATON_OWN_DATABASE_URL of `manage.py init` alone), and `role`
-- is what the dashboard runs with. It may add to the access log and to the edits of settings, read them, and
-- neither change them, take anything out of them, nor switch off what keeps others from that. `retention`, if it is named
-- with another -v, is what the nightly job runs with: it may also delete what is past its retention period, and
-- nothing else of the log. Make them before:
-- CREATE ROLE saumaton_own LOGIN PASSWORD '…'; CREATE ROLE saumaton_retention LOGIN PASSWORD '…';

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, :"role";
REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"role";
GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, devices, identities, used_answers, tries TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON meetings, meeting_figures, meeting_notes, actions TO :"role";
GRANT USAGE ON SEQUENCE meetings_number_seq, actions_number_seq TO :"role";
GRANT SELECT ON saumaton_own_version TO :"role";
GRANT USAGE ON SEQUENCE setting_changes_number_seq TO :"role";
GRANT SELECT, INSERT ON access_log, setting_changes TO :"role";

\if :{?retention}
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"retention";
REVOKE CREATE ON SCHEMA public FROM :"retention";
GRANT USAGE ON SCHEMA public TO :"retention";
GRANT SELECT, DELETE ON sessions, devices, tries, used_answers TO :"retention";
GRANT SELECT, DELETE ON meetings, meeting_figures, meeting_notes, actions TO :"retention";
GRANT SELECT, INSERT, DELETE ON access_log TO :"retention";
GRANT SELECT ON saumaton_own_version TO :"retention";
\endif
