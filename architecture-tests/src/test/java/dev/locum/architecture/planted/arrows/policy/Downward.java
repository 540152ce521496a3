package dev.locum.architecture.planted.arrows.policy;

import dev.locum.architecture.planted.arrows.token.Token;

/** Allowed. */
record Downward(Token token) {}
