-- Users of external OpenID Connect providers: the issuer and its sub are the identity, and nothing else is.
CREATE TABLE external_user (
  issuer TEXT NOT NULL,
  external_subject TEXT NOT NULL,
  subject TEXT NOT NULL UNIQUE REFERENCES user_account (subject),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, external_subject)
);
