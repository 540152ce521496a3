-- Where browsers may be sent after a logout.
ALTER TABLE oauth_client ADD COLUMN post_logout_redirect_uris TEXT NOT NULL DEFAULT '';
