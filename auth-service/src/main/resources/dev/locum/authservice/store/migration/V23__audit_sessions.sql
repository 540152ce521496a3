-- No question finds events by their session alone: the trail of a delegation joins its session's logins by reading.
DROP INDEX audit_event_of_session;
