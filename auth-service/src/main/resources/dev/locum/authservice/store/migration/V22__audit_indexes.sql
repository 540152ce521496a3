-- Most events tell of no delegation, workflow or session: they need no place in the indexes of those.
DROP INDEX audit_event_of_delegation;
DROP INDEX audit_event_of_workflow;
DROP INDEX audit_event_of_session;
CREATE INDEX audit_event_of_delegation ON audit_event (delegation, position) WHERE delegation <> '';
CREATE INDEX audit_event_of_workflow ON audit_event (workflow_id, position) WHERE workflow_id <> '';
CREATE INDEX audit_event_of_session ON audit_event (session, position) WHERE session <> '';
