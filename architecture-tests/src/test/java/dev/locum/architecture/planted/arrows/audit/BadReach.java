package dev.locum.architecture.planted.arrows.audit;

import dev.locum.architecture.planted.arrows.token.Token;

/** Planted violation. */
record BadReach(Token token) {}
