package dev.locum.architecture.planted.proof.worker;

import dev.locum.architecture.planted.proof.token.RawToken;

/** Allowed. */
record Holder(RawToken token) {}
