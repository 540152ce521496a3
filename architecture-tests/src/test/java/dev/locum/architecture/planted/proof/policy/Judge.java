package dev.locum.architecture.planted.proof.policy;

import dev.locum.architecture.planted.proof.token.VerifiedToken;

/** Allowed. */
record Judge(VerifiedToken token) {}
