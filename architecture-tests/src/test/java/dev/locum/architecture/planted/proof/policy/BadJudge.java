package dev.locum.architecture.planted.proof.policy;

import dev.locum.architecture.planted.proof.token.RawToken;

/** Planted violation. */
record BadJudge(RawToken token) {}
